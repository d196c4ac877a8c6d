import Foundation
import KithCore
import KithKit
import KithTown
import Testing

import enum KithKit.Problem

/// What becomes of an invitation that does not lead in at once. `InvitationTest` in Kotlin.
@MainActor
struct InvitationTests {
  @Test("who is turned down is told so, and lets go of it")
  func turnedDown() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      let ana = try await town.resident("Ana")
      try await ana.redeems(try await marta.invites(.family, "daughter"))
      let inbox = InboxModel(client: ana.client, title: { $0 }, go: Ways().go)
      try await becomes("a circle that waits", { inbox.state }) { $0.circles.first?.standing == .waitingForPatient }
      let people = PeopleModel(client: marta.client, circle: try await marta.circle().id, go: Ways().go)
      let asked = try await becomes("her answer", { people.state }) { $0.answered != nil }
      people.onEvent(.confirm(.decline(try #require(asked.answered))))
      try await becomes("nobody who waits", { people.state }) { $0.stages.isEmpty && !$0.working }
      let told = try await becomes("turned down", { inbox.state }) { $0.circles.first?.standing == .declined }
      inbox.onEvent(.forget(invitationId: try #require(told.circles.first?.invitation)))
      try await becomes("nothing of it", { inbox.state }) { $0.circles.isEmpty }
    }
  }

  @Test("whoever looks like someone is marked, also beside others who wait, and a new phone takes its place")
  func lookAlikes() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      let people = PeopleModel(client: marta.client, circle: try await marta.circle().id, go: Ways().go)
      let ana = try await town.resident("Ana")
      try await ana.redeems(try await marta.invites(.family, "daughter"))
      // The first letter is Cyrillic.
      let stranger = try await town.resident("a stranger")
      try await stranger.redeems(try await marta.invites(.family, "neighbour"), as: "\u{410}na")
      let both = try await becomes("two who wait", { people.state }) { $0.likes.count == 2 }
      #expect(both.likes.map { $0.like?.likeness } == [.waiting, .waiting])
      people.onEvent(.confirm(.approve(try #require(both.named("Ana")))))
      let inside = try await becomes("Ana", { people.state }) { $0.names.contains("Ana") && $0.likes.count == 1 }
      #expect(inside.likes.map { $0.like?.likeness } == [.inside])
      try await ana.seesInbox("the circle") { !$0.circles.isEmpty }

      let phone = try await town.resident("a new phone")
      try await phone.redeems(try await marta.invites(.family, "daughter"), as: "Ana")
      let again = try await becomes("her new phone", { people.state }) { $0.likes.count == 2 }
      let new = try #require(again.named("Ana"))
      let like = try #require(again.likes.first { $0.name == "Ana" }?.like)
      #expect(like.likeness == .perhapsTheSame)
      people.onEvent(.confirm(.renew(invitation: new, old: like)))
      try await becomes("one Ana", { people.state }) { $0.names == ["Ana", "Marta"] && $0.likes.count == 1 }
      let old = InboxModel(client: ana.client, title: { $0 }, go: Ways().go)
      try await becomes("that the old phone is out", { old.state }) { $0.circles.first?.standing == .removed }
    }
  }

  @Test("a link that the clinic's computer does not take, or that is too old, is made anew")
  func useless() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      try await marta.syncs()
      try await marta.closes()
      try await marta.opens(at: ClockOff(days: 0))
      let circle = try await marta.circle().id
      let people = PeopleModel(client: marta.client, circle: circle, go: Ways().go)
      let day: UInt64 = 24 * 60 * 60 * 1000
      // No link is good for so long.
      _ = try await marta.client.invite(
        circle: circle, whom: NewInvitation(role: .family, relationship: "", validForMs: 800 * day))
      try await becomes("not known to anybody yet", { people.state }) { $0.stages == [.unsent] }
      try await marta.client.start()
      let refused = try await becomes("not taken", { people.state }) { $0.stages == [.refused] }
      let given = try #require(refused.circle.value?.invitations.first)
      let invite = InviteModel(client: marta.client, circle: circle, again: given.id, go: Ways().go)
      try await becomes("a new link", { invite.state }) { $0.made != nil }
      try await becomes("a link that is good", { people.state }) { $0.stages == [.open] }

      try await marta.closes()
      try await marta.opens(at: ClockOff(days: 30))
      let later = PeopleModel(client: marta.client, circle: circle, go: Ways().go)
      try await becomes("too old", { later.state }) { $0.stages == [.expired] }
    }
  }

  @Test("one's own link, and one to where one is already, say so")
  func pointless() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      let ana = try await town.resident("Ana")
      try await ana.redeems(try await marta.invites(.family, "daughter"))
      try await marta.approves()
      try await ana.seesInbox("the circle") { !$0.circles.isEmpty }
      let link = try await marta.invites(.family, "son")
      for (who, problem) in [(marta, Problem.linkOwn), (ana, .alreadyIn)] {
        let consent = try await ConsentModel.open(client: who.client, link: link, go: Ways().go)
        // At this clinic they have a name.
        #expect(consent.state.name == who.name)
        consent.onEvent(.agree)
        try await becomes("\(problem)", { consent.state }) { $0.problem == problem }
      }
    }
  }

  @Test("whom the clinic has revoked is told so, in the circle and where they wait")
  func revoked() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      let ana = try await town.resident("Ana")
      let paul = try await town.resident("Paul")
      try await ana.redeems(try await marta.invites(.family, "daughter"))
      try await marta.approves()
      try await ana.seesInbox("the circle") { !$0.circles.isEmpty }
      try await paul.redeems(try await marta.invites(.family, "son"))
      for who in [ana, paul] {
        let inbox = InboxModel(client: who.client, title: { $0 }, go: Ways().go)
        try await becomes("a circle", { inbox.state }) { !$0.circles.isEmpty }
        try await town.relay.revoke(try #require(try await who.client.inbox().clinics.first).me)
        who.client.tryAgain()
        try await becomes("revoked", { inbox.state }) { $0.circles.first?.standing == .revoked }
      }
    }
  }
}

/// The machine's clock, off by so many days.
private final class ClockOff: WallClock {
  private let days: Double

  init(days: Double) { self.days = days }

  func nowMs() throws -> UInt64 { UInt64((Date().timeIntervalSince1970 + days * 24 * 60 * 60) * 1000) }
}

extension PeopleState {
  /// Who said yes, and for whom they could be taken.
  fileprivate var likes: [(name: String, like: Like?)] {
    (circle.value?.invitations ?? []).compactMap {
      if case .answered(let answer) = $0.stage { (answer.name, answer.like) } else { nil }
    }
  }

  /// The invitation of who said yes under a name.
  fileprivate func named(_ wanted: String) -> GivenInvitation? {
    circle.value?.invitations.first {
      if case .answered(let answer) = $0.stage { answer.name == wanted } else { false }
    }
  }
}
