import Foundation
import KithCore
import KithKit
import KithTown
import Testing

/// What is important, who has a message, whom it names, what is not to be heard, and a talk of two.
@MainActor
struct AttentionTests {
  @Test("one's own says how far it has come, and its details say with whom; who does not want it does not tell")
  func receipts() async throws {
    try await Town.play { town in
      let (marta, nadia) = try await town.pair()
      let circle = try await marta.circle().id
      let chat = ChatModel(client: marta.client, circle: circle, go: Ways().go)
      try await marta.says("How are you?")
      let arrived = try await becomes("delivered", { chat.state }) { $0.delivery("How are you?") == .delivered }
      let row = try #require(arrived.messages.last).id
      #expect(arrived.timeline.value?.reachedRow == row)
      let details = DetailsModel(client: marta.client, rowId: row, go: Ways().go)
      try await nadia.reads("How are you?")
      try await nadia.client.markRead(conversation: nadia.circle().conversation, row: nadia.row("How are you?"))
      try await becomes("seen", { chat.state }) { $0.delivery("How are you?") == .seen }
      let known = try await becomes("by whom", { details.state }) { $0.details.value?.receipts.first?.seen != nil }
      let content = try #require(known.details.value)
      #expect(content.receipts.map(\.personId) == content.readers.map(\.id))

      let settings = SettingsModel(client: nadia.client, spoken: .english, version: "", go: Ways().go)
      try await becomes("that she tells", { settings.state }) { $0.settings.value?.tellsSeen == true }
      settings.onEvent(.tellsSeenChosen(false))
      try await becomes("that she does not", { settings.state }) { $0.settings.value?.tellsSeen == false }
      #expect(try await !nadia.client.tellsSeen())
    }
  }

  @Test("what is important stands on the shelf, which leads to it, until it is taken off")
  func shelf() async throws {
    try await Town.play { town in
      let (marta, nadia) = try await town.pair()
      let circle = try await marta.circle().id
      try await nadia.says("Ten drops at night.")
      let ways = Ways()
      let chat = ChatModel(client: marta.client, circle: circle, go: ways.go)
      let heard = try await becomes("her words", { chat.state }) { $0.delivery("Ten drops at night.") != nil }
      let message = try #require(heard.messages.last)
      #expect(message.may.contains(.pin) && !message.pinned && heard.shelved == 0)
      chat.onEvent(.pin(rowId: message.id, on: true))
      let marked = try await becomes("the mark", { chat.state }) { $0.messages.last?.pinned == true }
      #expect(marked.shelved == 1)
      chat.onEvent(.openShelf)
      #expect(try await ways.leads() == .toShelf(circle: circle))
      let shelf = ShelfModel(client: marta.client, circle: circle, go: ways.go)
      let items = try await becomes("the shelf", { shelf.state }) { $0.shelf.value?.count == 1 }.shelf.value
      #expect(items?.first?.by.map(\.name) == ["Marta"] && items?.first?.message.may.contains(.pin) == true)
      shelf.onEvent(.open(rowId: message.id))
      #expect(try await ways.leads() == .toChat(circle: circle, rowId: message.id))
      shelf.onEvent(.unpin(rowId: message.id))
      try await becomes("an empty one", { shelf.state }) { $0.shelf.value?.isEmpty == true }
    }
  }

  @Test("a conversation is muted and marked as unread in the list")
  func list() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      let circle = try await marta.circle().conversation
      let inbox = InboxModel(client: marta.client, title: { $0 }, go: Ways().go)
      try await becomes("the circle", { inbox.state }) { $0.circles.count == 1 }
      inbox.onEvent(.setMuted(circleId: circle, muted: true))
      inbox.onEvent(.markUnread(circleId: circle))
      try await becomes("both", { inbox.state }) { $0.circles.first.map { $0.muted && $0.markedUnread } == true }
      inbox.onEvent(.setMuted(circleId: circle, muted: false))
      try await becomes("heard", { inbox.state }) { $0.circles.first?.muted == false }
    }
  }

  @Test("the patient writes to one person alone; another person is not asked what is not theirs")
  func alone() async throws {
    try await Town.play { town in
      let (marta, nadia) = try await town.pair()
      let circle = try await marta.circle().id
      let ways = Ways()
      let people = PeopleModel(client: marta.client, circle: circle, go: ways.go)
      let known = try await becomes("two people", { people.state }) { $0.circle.value?.members.count == 2 }
      let members = try #require(known.circle.value)
      let nurse = try #require(members.members.first { $0.person.name == "Nadia" })
      #expect(members.whyNot == nil && members.mine && nurse.removable && nurse.alone == Alone())
      #expect(members.members.first { $0.person.me }.map { $0.removable || $0.alone != nil } == false)
      people.onEvent(.talkAlone(personId: nurse.id))
      guard case .toChat(let talk, nil) = try await ways.leads() else { throw DidNotCome("a talk of two") }
      #expect(talk != circle)
      let theirs = PeopleModel(client: nadia.client, circle: circle, go: Ways().go)
      let seen = try await becomes("the people", { theirs.state }) { $0.circle.value?.members.count == 2 }
      #expect(seen.circle.value?.whyNot == .notThePatient && seen.circle.value?.mine == false)
      #expect(seen.circle.value?.members.allSatisfy { !$0.removable && $0.alone == nil } == true)
    }
  }

  @Test("whom an @ means is offered, and the whole name comes to stand there; a day is gone to")
  func naming() async throws {
    try await Town.play { town in
      let (marta, nadia) = try await town.pair()
      let chat = ChatModel(client: marta.client, circle: try await marta.circle().id, go: Ways().go)
      try await becomes("who reads", { chat.state }) { !$0.composer.readers.isEmpty }
      chat.onEvent(.draftChanged(text: "Please ask @Na"))
      let offered = try await becomes("her name", { chat.state }) { !$0.composer.naming.isEmpty }
      #expect(offered.composer.naming.map(\.name) == ["Nadia"])
      chat.onEvent(.nameChosen(personId: try #require(offered.composer.naming.first).id))
      let complete = try await becomes("the whole name", { chat.state }) { $0.composer.draft.contains("@Nadia") }
      #expect(complete.composer.naming.isEmpty)
      chat.onEvent(.send())
      let sent = try await becomes("said", { chat.state }) { $0.messages.last?.named.isEmpty == false }
      let message = try #require(sent.messages.last)
      let part = try #require(message.named.first)
      #expect(String(decoding: Array(message.body.utf16)[part], as: UTF16.self) == "@Nadia")
      try await nadia.reads(message.body)
      chat.onEvent(.ask(.day(at: .now)))
      chat.onEvent(.goToDay(from: Date(timeIntervalSince1970: 0)))
      let first = try await becomes("the first day", { chat.state }) { $0.timeline.value?.target != nil }
      #expect(first.question == nil && first.timeline.value?.target == first.rows.first?.id)
    }
  }

  @Test("those who keep the record see what a message said before")
  func earlier() async throws {
    try await Town.play { town in
      let (marta, nadia) = try await town.pair()
      try await nadia.says("Ten drops.")
      try await marta.reads("Ten drops.")
      let (hers, martas) = (try await nadia.row("Ten drops."), try await marta.row("Ten drops."))
      try await nadia.client.edit(row: hers, words: "Twelve drops.")
      let seen = DetailsModel(client: nadia.client, rowId: hers, go: Ways().go)
      let kept = try await becomes("the earlier words", { seen.state }) { $0.details.value?.earlier.isEmpty == false }
      #expect(kept.details.value?.earlier.map(\.words) == ["Ten drops."])
      try await marta.reads("Twelve drops.", edited: true)
      let others = DetailsModel(client: marta.client, rowId: martas, go: Ways().go)
      let told = try await becomes("the new words", { others.state }) { $0.details.value?.message.edited == true }
      #expect(told.details.value?.earlier.isEmpty == true)
    }
  }
}
