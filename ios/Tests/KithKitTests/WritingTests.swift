import KithCore
import KithKit
import KithTown
import Testing

/// The field of a conversation shows what the core knows of it (`composing.rs`), and what failed is done once more.
@MainActor
struct WritingTests {
  private func chat(_ resident: Resident) async throws -> ChatModel {
    let chat = ChatModel(client: resident.client, circle: try await resident.circle().id, go: Ways().go)
    try await becomes("the circle", { chat.state }) { $0.timeline.value != nil }
    return chat
  }

  @Test("what could not be stored stands in the field again, before what was typed meanwhile, for whom it was meant")
  func failing() async throws {
    try await Town.play { town in
      let (marta, _) = try await town.pair()
      let chat = try await chat(marta)
      chat.onEvent(.audienceChosen(.care))
      chat.onEvent(.draftChanged(text: "I have not told Ana"))
      try await marta.seesInbox("the draft") { $0.circles.first?.draft?.body == "I have not told Ana" }
      try await marta.client.suspend()
      chat.onEvent(.send())
      chat.onEvent(.audienceChosen(.circle))
      chat.onEvent(.draftChanged(text: "See you"))
      let failed = try await becomes("a problem", { chat.state }) { $0.composer.draft.contains("Ana") }
      #expect(failed.composer.draft == "I have not told Ana\nSee you")
      #expect(failed.composer.audience == .care, "nobody else reads it")
      #expect(failed.messages.isEmpty)
      try await becomes("a problem", { chat.state }) { $0.problem == .unexpected }
      try await marta.client.resume()
      chat.onEvent(.resolve(.tryAgain))
      let sent = try await becomes("sent", { chat.state }) { !$0.messages.isEmpty }
      #expect(sent.messages.map(\.body) == ["I have not told Ana\nSee you"] && sent.messages[0].audience == .care)
      #expect(sent.problem == nil)
      try await becomes("an empty field", { chat.state }) { $0.composer.draft.isEmpty }
    }
  }

  @Test("words that come into the draft from elsewhere stand behind what is in the field, for whom it was meant")
  func added() async throws {
    try await Town.play { town in
      let (marta, _) = try await town.pair()
      let circle = try await marta.circle().id
      let chat = try await chat(marta)
      try await marta.client.addToDraft(conversation: circle, words: "A photo of the pills")
      try await becomes("the words", { chat.state }) { $0.composer.draft == "A photo of the pills" }
      chat.onEvent(.audienceChosen(.care))
      chat.onEvent(.draftChanged(text: "Is this right? "))
      try await marta.seesInbox("the draft") { $0.circles.first?.draft?.body == "Is this right? " }
      try await marta.client.addToDraft(conversation: circle, words: "200 mg")
      try await becomes("both", { chat.state }) { $0.composer.draft == "Is this right?\n200 mg" }
      #expect(chat.state.composer.audience == .care)
      // What comes besides leaves the field alone.
      chat.onEvent(.draftChanged(text: "Is this right?\n200 mg?"))
      try await marta.says("One moment")
      try await becomes("it", { chat.state }) { $0.delivery("One moment") != nil }
      try await marta.seesInbox("the draft") { $0.circles.first?.draft?.body == "Is this right?\n200 mg?" }
      #expect(chat.state.composer.draft == "Is this right?\n200 mg?")
    }
  }

  @Test("a refused message is written again: its words stand in the field, it is gone, and what waited goes out")
  func writtenAgain() async throws {
    try await Town.play { town in
      let (marta, nadia) = try await town.pair()
      try await town.refuses("My leg hurts.", "It is the left one.", of: marta)
      let ways = Ways()
      let chat = ChatModel(client: marta.client, circle: try await marta.circle().id, go: ways.go)
      let seen = try await becomes("refused", { chat.state }) { $0.delivery("My leg hurts.") == .refused }
      chat.onEvent(.draftChanged(text: "Nadia,"))
      let refused = try #require(seen.messages.first { $0.delivery == .refused })
      chat.onEvent(.writeAgain(rowId: refused.id))
      let again = try await becomes("the words", { chat.state }) { $0.composer.draft == "Nadia,\nMy leg hurts." }
      #expect(again.problem == nil)
      try await becomes("gone", { chat.state }) { $0.delivery("My leg hurts.") == nil }
      try await nadia.reads("It is the left one.")
    }
  }

  @Test("the same from what is known of it, and the conversation below has the words")
  func writtenAgainFromDetails() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      try await marta.syncs()
      try await town.refuses("My leg hurts.", of: marta)
      let ways = Ways()
      let chat = ChatModel(client: marta.client, circle: try await marta.circle().id, go: ways.go)
      let seen = try await becomes("refused", { chat.state }) { $0.delivery("My leg hurts.") == .refused }
      let refused = try #require(seen.messages.first)
      chat.onEvent(.openDetails(rowId: refused.id))
      #expect(try await ways.leads() == .toDetails(rowId: refused.id))
      let details = DetailsModel(client: marta.client, rowId: refused.id, go: ways.go)
      try await becomes("details", { details.state }) { $0.details.value?.message.delivery == .refused }
      details.onEvent(.writeAgain)
      details.onEvent(.writeAgain)
      #expect(try await ways.leads() == .back)
      try await becomes("the words", { chat.state }) { $0.composer.draft == "My leg hurts." && $0.messages.isEmpty }
      #expect(details.state.problem == nil && details.state.details.problem == nil)
    }
  }

  @Test("the words of what was not refused stay where they are, and it is said")
  func notRefused() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      try await marta.says("Good morning")
      let ways = Ways()
      let row = try #require(try await marta.circle().last)
      let details = DetailsModel(client: marta.client, rowId: row.id, go: ways.go)
      try await becomes("details", { details.state }) { $0.details.value != nil }
      details.onEvent(.writeAgain)
      let told = try await becomes("a problem", { details.state }) { $0.problem != nil }
      #expect(told.problem == .notThere && told.details.value?.message.body == "Good morning")
      details.onEvent(.resolve(.goBack))
      #expect(try await ways.leads() == .back)
    }
  }
}
