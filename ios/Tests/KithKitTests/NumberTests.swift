import KithCore
import KithKit
import KithTown
import Testing

/// Who is it? What someone says of the digits, and where it is seen.
@MainActor
struct NumberTests {
  @Test("digits that are different are said to be, and that is told wherever she writes")
  func differentByHand() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      let ana = try await town.resident("Ana")
      try await ana.redeems(try await marta.invites(.family, "daughter"))
      try await marta.approves()
      try await ana.seesInbox("the circle") { !$0.circles.isEmpty }
      try await ana.says("Good morning")
      try await marta.reads("Good morning")
      let circle = try await marta.circle().id
      let hers = try #require(try await marta.client.people(conversation: circle).first { $0.name == "Ana" }?.person)
      let ways = Ways()
      let number = NumberModel(
        client: marta.client, circle: circle, person: hers, name: "Ana", opposite: .inside, camera: { .none },
        go: ways.go)
      let people = PeopleModel(client: marta.client, circle: circle, go: ways.go)
      let inbox = InboxModel(client: marta.client, title: { $0 }, go: ways.go)
      #expect(!(try await becomes("the number", { number.state }) { $0.pair != nil }).sees)
      number.onEvent(.same)
      try await becomes("that it is the same", { number.state }) { $0.pair?.checked != nil }
      try await becomes("nothing against her", { inbox.state }) { $0.last != nil && $0.last?.sender.doubt == nil }

      number.onEvent(.different)
      let said = try await becomes("that it is different", { number.state }) { $0.pair?.different == true }
      #expect(said.pair?.checked == nil)
      #expect(said.compared == .different)
      try await becomes("the doubt in the circle", { people.state }) { $0.person("Ana")?.doubt == .different }
      try await becomes("the doubt in the list", { inbox.state }) { $0.last?.sender.doubt == .different }

      // She looked at the wrong line: here only a word can say so.
      number.onEvent(.same)
      try await becomes("the end of it", { number.state }) { $0.pair?.different == false && $0.compared == nil }
      try await becomes("no doubt", { people.state }) { $0.person("Ana") != nil && $0.person("Ana")?.doubt == nil }
    }
  }
}

extension NumberState {
  /// The number, once it is here.
  fileprivate var pair: KithKit.PairNumber? { number.value }
}

extension InboxState {
  /// What was said last in the only circle.
  fileprivate var last: ChatRow.Message? { circles.first?.last?.message }
}
