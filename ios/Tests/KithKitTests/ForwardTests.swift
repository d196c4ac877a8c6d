import KithCore
import KithKit
import KithTown
import Testing

/// Saying words once more, elsewhere.
@MainActor
struct ForwardTests {
  @Test("who would read what they could not is named before it goes, and it goes after a yes")
  func asked() async throws {
    try await Town.play { town in
      let (marta, nadia) = try await town.pair()
      let ana = try await town.resident("Ana")
      try await ana.redeems(marta.invites(.family, "daughter"))
      try await marta.approves()
      try await ana.seesInbox("the circle") { !$0.circles.isEmpty }
      try await nadia.says("It may be the heart.", to: .care)
      try await marta.reads("It may be the heart.")
      let circle = try await nadia.circle().conversation
      try await comes("Ana", nadia.client.chatUpdates(conversation: circle)) { $0.people.contains { $0.name == "Ana" } }
      let row = try await nadia.row("It may be the heart.")

      let ways = Ways()
      let forward = ForwardModel(client: nadia.client, rowId: row, go: ways.go)
      let known = try await becomes("the places", { forward.state }) { $0.places.value != nil }
      #expect(known.words == "It may be the heart.")
      // Not where it was said.
      #expect(known.places.value?.map(\.audience) == [.circle] && known.places.value?.first?.circleId == circle)
      forward.onEvent(.choose(circleId: circle, audience: .circle))
      let asks = try await becomes("a question", { forward.state }) { $0.asks != nil }
      #expect(asks.asks?.readers.contains { $0.name == "Ana" } == true && asks.sent == nil && !asks.sending)
      forward.onEvent(.cancel)
      #expect(forward.state.asks == nil)
      forward.onEvent(.choose(circleId: circle, audience: .circle))
      try await becomes("the question again", { forward.state }) { $0.asks != nil }
      forward.onEvent(.send)
      // Twice is once.
      forward.onEvent(.send)
      let sent = try await becomes("sent", { forward.state }) { $0.sent != nil }
      #expect(sent.asks == nil && sent.sent?.audience == .circle)
      forward.onEvent(.show)
      #expect(try await ways.leads() == .toChat(circle: circle))
      try await ana.reads("It may be the heart.")
      #expect(try await ana.client.lookFor(of: SearchQuery(words: "heart"), limit: 5).hits.count == 1)
    }
  }

  @Test("what was changed meanwhile is read again before it goes")
  func changed() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      try await marta.says("Take 5 mg.")
      try await marta.syncs()
      let row = try await marta.row("Take 5 mg.")
      let forward = ForwardModel(client: marta.client, rowId: row, go: Ways().go)
      let known = try await becomes("the places", { forward.state }) { $0.places.value != nil }
      try await marta.client.edit(row: row, words: "Take 50 mg.")
      let place = try #require(known.places.value?.first)
      forward.onEvent(.choose(circleId: place.circleId, audience: place.audience))
      let changed = try await becomes("other words", { forward.state }) { $0.changed && !$0.sending }
      #expect(changed.words == "Take 50 mg." && changed.sent == nil)
      forward.onEvent(.choose(circleId: place.circleId, audience: place.audience))
      try await becomes("sent", { forward.state }) { $0.sent != nil }
    }
  }

  @Test("what was taken back meanwhile does not go, and it is said")
  func takenBack() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      try await marta.says("Good morning")
      try await marta.syncs()
      let row = try await marta.row("Good morning")
      let forward = ForwardModel(client: marta.client, rowId: row, go: Ways().go)
      let known = try await becomes("the places", { forward.state }) { $0.places.value != nil }
      try await marta.client.deleteForEveryone(row: row)
      let place = try #require(known.places.value?.first)
      forward.onEvent(.choose(circleId: place.circleId, audience: place.audience))
      let failed = try await becomes("a problem", { forward.state }) { $0.problem != nil }
      #expect(failed.problem == .takenBack && !failed.sending && failed.sent == nil)
    }
  }
}
