import KithCore
import KithKit
import KithTown
import Testing

import enum KithKit.Problem

/// The one button under a problem does what it says, on every screen: what failed is done again, "Go back" goes back.
@MainActor
struct ResolveTests {
  @Test("a screen that could not be read leads back, and is read again when it can be")
  func reading() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      let nadia = try await town.nurse("Nadia")
      let circle = try await marta.circle().id
      let ways = Ways()
      // Before she is let in there is nothing to read for her.
      let people = PeopleModel(client: nadia.client, circle: circle, go: ways.go)
      let chat = ChatModel(client: nadia.client, circle: circle, go: ways.go)
      // The row that comes next.
      try await marta.says("One")
      let row = try #require(try await marta.circle().last).id + 1
      let details = DetailsModel(client: marta.client, rowId: row, go: ways.go)
      try await becomes("failed", { people.state }) { $0.circle.problem == .notThere }
      try await becomes("failed", { chat.state }) { $0.timeline.problem == .notThere }
      try await becomes("failed", { details.state }) { $0.details.problem == .notThere }
      for leave in [
        { people.onEvent(.resolve(.goBack)) }, { chat.onEvent(.resolve(.goBack)) },
        { details.onEvent(.resolve(.goBack)) },
      ] {
        leave()
        #expect(try await ways.leads() == .back)
      }
      chat.onEvent(.resolve(.tryAgain))
      try await marta.says("Two")
      details.onEvent(.resolve(.tryAgain))
      try await becomes("it", { details.state }) { $0.details.value?.message.body == "Two" }
      try await nadia.redeems(marta.invites(.clinician))
      try await marta.approves()
      try await marta.says("Good morning")
      try await nadia.reads("Good morning")
      people.onEvent(.resolve(.tryAgain))
      chat.onEvent(.resolve(.tryAgain))
      try await becomes("both", { people.state }) { $0.names == ["Marta", "Nadia"] }
      try await becomes("the words", { chat.state }) { $0.delivery("Good morning") == .received }
    }
  }

  @Test("what cannot be read at a lock that is closed is read when it is open")
  func locked() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      try await marta.says("Good morning")
      let ways = Ways()
      try await marta.client.lock()
      let search = SearchModel(client: marta.client, circle: nil, go: ways.go)
      search.onEvent(.queryChanged("Good"))
      let settings = SettingsModel(client: marta.client, spoken: .english, version: "0", go: ways.go)
      let licences = LicencesModel(source: Broken(), go: ways.go)
      try await becomes("failed", { search.state }) { $0.hits?.problem == .locked }
      try await becomes("failed", { settings.state }) { $0.settings.problem == .locked }
      try await becomes("failed", { licences.state }) { $0.works.problem == .unexpected }
      search.onEvent(.resolve(Problem.locked.remedy))
      #expect(try await ways.leads() == .toLock)
      for leave in [
        { search.onEvent(.resolve(.goBack)) }, { settings.onEvent(.resolve(.goBack)) },
        { licences.onEvent(.resolve(.goBack)) },
      ] {
        leave()
        #expect(try await ways.leads() == .back)
      }
      search.onEvent(.queryChanged("morning"))
      try await becomes("failed", { search.state }) { $0.query == "morning" && $0.hits?.problem == .locked }
      try await marta.client.unlock(vault: marta.vault)
      search.onEvent(.resolve(.tryAgain))
      settings.onEvent(.resolve(.tryAgain))
      try await becomes("a hit", { search.state }) { $0.hits?.value?.count == 1 }
      try await becomes("settings", { settings.state }) { $0.settings.value != nil }
    }
  }

  @Test("an action that failed is done again, and not before it is asked for")
  func acting() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      let circle = try await marta.circle().id
      let ways = Ways()
      _ = try await marta.invites(.family, "daughter")
      let people = PeopleModel(client: marta.client, circle: circle, go: ways.go)
      let asked = try await becomes("her", { people.state }) { $0.circle.value?.invitations.count == 1 }
      let given = try #require(asked.circle.value?.invitations.first)
      let invite = InviteModel(client: marta.client, circle: circle, go: ways.go)
      invite.onEvent(.roleChosen(.family))
      let settings = SettingsModel(client: marta.client, spoken: .english, version: "0", go: ways.go)
      try await becomes("settings", { settings.state }) { $0.settings.value != nil }

      try await marta.client.suspend()
      people.onEvent(.ask(.takeBack(given)))
      people.onEvent(.confirm(.takeBack(given)))
      invite.onEvent(.make)
      settings.onEvent(.lockAfterChosen(.fiveMinutes))
      try await becomes("a problem", { people.state }) {
        $0.problem == .unexpected && !$0.working && $0.question == nil
      }
      try await becomes("a problem", { invite.state }) {
        $0.choosing?.problem == .unexpected && $0.choosing?.making == false
      }
      try await becomes("a problem", { settings.state }) { $0.problem == .unexpected }
      // What is only noted is not done again.
      people.onEvent(.resolve(.understood))
      people.onEvent(.resolve(.tryAgain))
      #expect(people.state.problem == nil && !people.state.working)
      people.onEvent(.confirm(.takeBack(given)))
      try await becomes("a problem", { people.state }) { $0.problem == .unexpected }

      try await marta.client.resume()
      people.onEvent(.resolve(.tryAgain))
      #expect(people.state.working)
      try await becomes("taken back", { people.state }) { $0.circle.value?.invitations.isEmpty == true && !$0.working }
      invite.onEvent(.resolve(.tryAgain))
      try await becomes("a link", { invite.state }) { $0.made != nil }
      settings.onEvent(.resolve(.tryAgain))
      try await becomes("five minutes", { settings.state }) { $0.settings.value?.lockAfter == .fiveMinutes }
    }
  }

  @Test("a circle that could not be started is started again, and once however often it is pressed")
  func starting() async throws {
    try await Town.play { town in
      let marta = try await town.resident("Marta")
      try await marta.redeems(town.relay.invitePatient())
      let ways = Ways()
      let inbox = InboxModel(client: marta.client, title: { "\($0)'s circle" }, go: ways.go)
      let start = try await becomes("the clinic", { inbox.state }) { $0.all.count == 1 }
      let clinic = try #require(start.all.first).id
      try await marta.client.suspend()
      inbox.onEvent(.startCircle(clinicId: clinic))
      let failed = try await becomes("a problem", { inbox.state }) { $0.problem != nil }
      #expect(failed.problem == .unexpected && !failed.starting && failed.all.count == 1)
      try await marta.client.resume()
      inbox.onEvent(.resolve(.tryAgain))
      #expect(inbox.state.starting)
      inbox.onEvent(.startCircle(clinicId: clinic))
      guard case .toChat = try await ways.leads() else { throw DidNotCome("the way to her circle") }
      try await becomes("the circle", { inbox.state }) { $0.circles.count == 1 && !$0.starting && $0.problem == nil }
    }
  }

  /// Licences that nobody wrote down.
  private struct Broken: WorksSource {
    struct Missing: Error {}
    func works() async throws -> [Work] { throw Missing() }
    func licence(of work: Work) async throws -> String { throw Missing() }
  }
}
