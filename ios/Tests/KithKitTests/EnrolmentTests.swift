import KithCore
import KithKit
import KithTown
import Testing

import enum KithKit.Problem

/// Getting in: the clinic's link, and the patient's.
@MainActor
struct EnrolmentTests {
  @Test("a patient comes in by the clinic's link and starts her circle")
  func patient() async throws {
    try await Town.play { town in
      let marta = try await town.resident("Marta")
      let ways = Ways()
      let welcome = WelcomeModel(client: marta.client, language: .english, camera: { .none }, go: ways.go)
      welcome.onEvent(.enterLink)
      welcome.onEvent(.linkChanged("a shopping list"))
      welcome.onEvent(.linkDone)
      let wrong = try await becomes("a problem", { welcome.state }) { $0.step.problem != nil }
      #expect(wrong.step.problem == .notALink)

      let invitation = try await town.relay.invitePatient()
      welcome.onEvent(.linkChanged(" \(invitation)\n"))
      welcome.onEvent(.linkDone)
      #expect(try await ways.leads() == .toConsent(link: invitation))

      let consent = try await ConsentModel.open(client: marta.client, link: invitation, go: ways.go)
      guard case .fromClinic = consent.state.invitation else { throw DidNotCome("the clinic's invitation") }
      consent.onEvent(.agree)
      try await becomes("a name is needed", { consent.state }) { $0.problem == .nameUnfit }
      consent.onEvent(.nameChanged("Marta"))
      consent.onEvent(.agree)
      #expect(try await ways.leads() == .toInbox)

      let inbox = InboxModel(client: marta.client, title: { "\($0)'s circle" }, go: ways.go)
      let start = try await becomes("the clinic", { inbox.state }) { $0.all.count == 1 }
      let clinic = try #require(start.all.first)
      #expect(clinic.mayStart)
      #expect(clinic.clinic.name == "Riverside Clinic")
      inbox.onEvent(.startCircle(clinicId: clinic.id))
      guard case .toChat = try await ways.leads() else { throw DidNotCome("the way to her circle") }
      let started = try await becomes("the circle", { inbox.state }) { !$0.circles.isEmpty }
      #expect(started.circles.map(\.title) == ["Marta's circle"])
    }
  }

  @Test("a daughter consents, waits, and is let in by her mother")
  func daughter() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      let ana = try await town.resident("Ana")
      let ways = Ways()
      let link = try await marta.invites(.family, "daughter")
      let consent = try await ConsentModel.open(client: ana.client, link: link, go: ways.go)
      guard case .fromPatient(_, .family, "daughter") = consent.state.invitation else {
        throw DidNotCome("what her mother's link says: \(consent.state.invitation)")
      }
      consent.onEvent(.nameChanged("Ana"))
      consent.onEvent(.agree)
      try await becomes("waiting", { consent.state }) { $0.phase == .waitingForPatient }
      let inbox = InboxModel(client: ana.client, title: { $0 }, go: ways.go)
      try await becomes("a circle that waits", { inbox.state }) { $0.circles.first?.standing == .waitingForPatient }

      let people = PeopleModel(client: marta.client, circle: try await marta.circle().id, go: ways.go)
      let asked = try await becomes("her answer", { people.state }) { $0.answered != nil }
      let question = Question.approve(try #require(asked.answered))
      people.onEvent(.ask(question))
      #expect(people.state.question == question)
      people.onEvent(.confirm(question))
      try await becomes("a circle that she is in", { inbox.state }) { $0.circles.first?.standing == .member }
      try await becomes("both of them", { people.state }) { $0.names == ["Ana", "Marta"] && $0.question == nil }
    }
  }

  @Test("a used invitation is told from a good one, and without a network nothing is lost")
  func used() async throws {
    try await Town.play { town in
      let link = try await town.relay.invitePatient()
      try await town.resident("Marta").redeems(link)
      let paul = try await town.resident("Paul")
      let ways = Ways()
      let consent = try await ConsentModel.open(client: paul.client, link: link, go: ways.go)
      consent.onEvent(.nameChanged("Paul"))
      consent.onEvent(.agree)
      try await becomes("used", { consent.state }) { $0.problem == .linkUsed }

      let other = try await town.relay.invitePatient()
      await town.relay.stop()
      let again = try await ConsentModel.open(client: paul.client, link: other, go: ways.go)
      again.onEvent(.nameChanged("Paul"))
      again.onEvent(.agree)
      try await becomes("no network", { again.state }) { $0.problem == .noConnection }
      try await town.relay.serve()
      again.onEvent(.resolve(Problem.noConnection.remedy))
      #expect(try await ways.leads() == .toInbox)
    }
  }
}
