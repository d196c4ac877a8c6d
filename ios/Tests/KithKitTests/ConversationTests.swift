import Foundation
import KithCore
import KithKit
import KithTown
import Testing

/// Talking, with a network and without, and finding what was said.
@MainActor
struct ConversationTests {
  @Test("words go both ways, and say how far they have come")
  func bothWays() async throws {
    try await Town.play { town in
      let (marta, nadia) = try await town.pair()
      let chat = ChatModel(client: marta.client, circle: try await marta.circle().id, go: Ways().go)
      let before = try await becomes("the circle", { chat.state }) {
        !$0.composer.readers.isEmpty && $0.clinic != nil
      }
      #expect(before.composer.readers.map(\.name) == ["Nadia"])
      #expect(before.clinic?.emergency == "112")
      #expect(before.clinic?.telephone == "030 555 0100")
      #expect(before.people == 2)

      chat.onEvent(.draftChanged(text: "How was the night?"))
      chat.onEvent(.send())
      try await becomes("sent", { chat.state }) { $0.wentOut("How was the night?") }
      try await becomes("an empty field", { chat.state }) { $0.composer.draft.isEmpty }
      try await nadia.reads("How was the night?")
      try await nadia.says("Quiet.")
      let heard = try await becomes("her answer", { chat.state }) { $0.delivery("Quiet.") == .received }
      let answer = try #require(heard.messages.last)
      #expect(answer.sender.name == "Nadia")

      // Seen, and so not unread any more.
      chat.onEvent(.seen(rowId: answer.id))
      try await marta.seesInbox("nothing unread") { $0.circles.first?.unread == 0 }
    }
  }

  @Test("without a network one reads and writes, and it goes out by itself")
  func offline() async throws {
    try await Town.play { town in
      let (marta, nadia) = try await town.pair()
      try await nadia.says("Good night.")
      let chat = ChatModel(client: marta.client, circle: try await marta.circle().id, go: Ways().go)
      try await becomes("what was said", { chat.state }) { $0.delivery("Good night.") != nil }
      try await marta.syncs()
      await town.relay.stop()
      let cut = try await becomes("offline", { chat.state }) { $0.connection.offline }
      #expect(cut.connection.asOf != nil)
      chat.onEvent(.draftChanged(text: "I cannot sleep."))
      chat.onEvent(.send())
      let waits = try await becomes("waiting", { chat.state }) { $0.delivery("I cannot sleep.") == .waiting }
      #expect(waits.delivery("Good night.") == .received)
      let inbox = InboxModel(client: marta.client, title: { $0 }, go: Ways().go)
      try await becomes("one that waits", { inbox.state }) { $0.circles.first?.waiting == 1 && $0.connection.offline }
      try await town.relay.serve()
      marta.client.tryAgain()
      nadia.client.tryAgain()
      try await becomes("sent", { chat.state }) { $0.wentOut("I cannot sleep.") }
      try await becomes("online again", { chat.state }) { !$0.connection.offline }
      try await nadia.reads("I cannot sleep.")
    }
  }

  @Test("a draft is there after a restart, with who would read it")
  func draft() async throws {
    try await Town.play { town in
      let (marta, _) = try await town.pair()
      let circle = try await marta.circle().id
      var chat: ChatModel? = ChatModel(client: marta.client, circle: circle, go: Ways().go)
      try await becomes("two audiences", { [chat] in chat?.state }) { $0?.composer.choices.count == 2 }
      chat?.onEvent(.audienceChosen(.care))
      chat?.onEvent(.draftChanged(text: "I have not told Ana"))
      // What was typed last is kept, even when the screen is left at once.
      chat = nil
      try await marta.seesInbox("the draft") { $0.circles.first?.draft?.body == "I have not told Ana" }
      try await marta.closes()
      try await marta.opens()

      let again = ChatModel(client: marta.client, circle: circle, go: Ways().go)
      let kept = try await becomes("the draft", { again.state }) { !$0.composer.draft.isEmpty }.composer
      #expect(kept.draft == "I have not told Ana")
      #expect(kept.audience == .care)
      again.onEvent(.send())
      try await marta.seesInbox("no draft any more") { $0.circles.first?.draft == nil }
    }
  }

  @Test("what is found is shown in its place, and who has it")
  func found() async throws {
    try await Town.play { town in
      let (marta, nadia) = try await town.pair()
      for words in ["Are you eating?", "There is soup again.", "Then I will ring them."] { try await nadia.says(words) }
      try await marta.reads("Then I will ring them.")
      let ways = Ways()
      let search = SearchModel(client: marta.client, circle: nil, go: ways.go)
      search.onEvent(.queryChanged("sou"))
      let found = try await becomes("a hit", { search.state }) { $0.hits?.value?.count == 1 }
      let hit = try #require(found.hits?.value?.first)
      #expect(hit.matches.map { (hit.body as NSString).substring(with: NSRange($0)) } == ["soup"])
      #expect(hit.before?.body == "Are you eating?")
      search.onEvent(.open(circleId: hit.circleId, rowId: hit.rowId))
      #expect(try await ways.leads() == .toChat(circle: hit.circleId, rowId: hit.rowId))

      let chat = ChatModel(client: marta.client, circle: hit.circleId, target: hit.rowId, go: ways.go)
      let shown = try await becomes("the hit", { chat.state }) { $0.timeline.value != nil }
      #expect(shown.timeline.value?.target == hit.rowId)

      let details = DetailsModel(client: marta.client, rowId: hit.rowId, go: ways.go)
      let known = try await becomes("details", { details.state }) { $0.details.value != nil }
      #expect(known.details.value?.readers.map(\.name) == ["Marta"])
      details.onEvent(.copy)
      #expect(try await ways.leads() == .copy(text: "There is soup again."))
      search.onEvent(.queryChanged("  "))
      #expect(search.state.hits == nil)
    }
  }

  @Test("a long conversation is read through a window that moves, page by page")
  func window() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      marta.client.stop()
      for number in 0..<230 { try await marta.says("Line \(number)") }
      let chat = ChatModel(client: marta.client, circle: try await marta.circle().id, go: Ways().go)
      var state = try await becomes("the newest", { chat.state }) { $0.messages.last?.body == "Line 229" }
      while state.timeline.value?.hasOlder == true {
        let first = try #require(state.rows.first)
        chat.onEvent(.loadOlder(rowId: first.id))
        state = try await becomes("what is older", { chat.state }) { $0.rows.first?.id != first.id }
        #expect(state.rows.count <= 150)
      }
      #expect(state.messages.first?.body == "Line 0")
      chat.onEvent(.jumpToNewest)
      try await becomes("the newest again", { chat.state }) { $0.messages.last?.body == "Line 229" }
    }
  }
}
