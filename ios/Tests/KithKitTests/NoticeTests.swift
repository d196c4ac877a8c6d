import Foundation
import KithCore
import KithKit
import KithTown
import Testing

/// What is said of messages while nobody looks. Which ones are told is the core's rule, and tested there.
@MainActor
struct NoticeTests {
  /// What Marta's phone shows.
  private struct Shown {
    let notices = FakeNotices()
    let messages: MessageNotices

    @MainActor init() {
      messages = MessageNotices(notices: notices) { "\($0)" }
    }

    func titles() -> [String] { notices.all.values.map(\.title) }
  }

  @Test("others' words are told of, whatever one said since, and each once; nothing of what they say")
  func news() async throws {
    try await Town.play { town in
      let (marta, nadia) = try await town.pair()
      try await nadia.says("How was the night?")
      try await marta.reads("How was the night?")
      try await marta.says("I slept badly.")
      let shown = Shown()
      try await shown.messages.show(marta.client, seen: false)
      try await shown.messages.show(marta.client, seen: false)
      #expect(shown.notices.said.map(\.title) == ["new"])
      #expect(shown.notices.said.map(\.quietly) == [false])
    }
  }

  @Test("a notice says that what it told of was changed or taken back, unheard, and goes when it is seen")
  func changing() async throws {
    try await Town.play { town in
      let (marta, nadia) = try await town.pair()
      try await nadia.says("Come at six.")
      try await marta.reads("Come at six.")
      let shown = Shown()
      try await shown.messages.show(marta.client, seen: false)
      let row = try await nadia.row("Come at six.")
      try await nadia.client.edit(row: row, words: "Come at seven.")
      try await comes("edited", marta.client.inboxUpdates()) {
        $0.circles.first?.news?.content == .text(body: "Come at seven.", edited: true)
      }
      try await shown.messages.show(marta.client, seen: false)
      #expect(shown.titles() == ["changed"])
      try await nadia.client.deleteForEveryone(row: row)
      try await comes("taken back", marta.client.inboxUpdates()) { $0.circles.first?.news?.content == .deleted }
      try await shown.messages.show(marta.client, seen: false)
      #expect(shown.titles() == ["deleted"])
      #expect(shown.notices.said.map(\.quietly) == [false, true, true])
      let circle = try await marta.circle()
      let newest = try #require(circle.news?.id)
      try await marta.client.markRead(conversation: circle.conversation, row: newest)
      try await shown.messages.show(marta.client, seen: false)
      #expect(shown.titles().isEmpty)
    }
  }

  @Test("what was seen is not told later; what could not be told is told then")
  func failing() async throws {
    try await Town.play { town in
      let (marta, nadia) = try await town.pair()
      let shown = Shown()
      try await nadia.says("One")
      try await marta.reads("One")
      try await shown.messages.show(marta.client, seen: true)
      try await shown.messages.show(marta.client, seen: false)
      #expect(shown.notices.said.isEmpty)

      try await nadia.says("Two")
      try await marta.reads("Two")
      shown.notices.fails(true)
      await #expect(throws: FakeNotices.Refused.self) { try await shown.messages.show(marta.client, seen: false) }
      shown.notices.fails(false)
      try await shown.messages.show(marta.client, seen: false)
      #expect(shown.notices.said.count == 1)
    }
  }

  @Test("two who look at the same time say it once")
  func together() async throws {
    try await Town.play { town in
      let (marta, nadia) = try await town.pair()
      try await nadia.says("One")
      try await marta.reads("One")
      let shown = Shown()
      async let one: Void = shown.messages.show(marta.client, seen: false)
      async let other: Void = shown.messages.show(marta.client, seen: false)
      _ = try await (one, other)
      #expect(shown.notices.said.count == 1)
    }
  }
}
