import Foundation
import KithCore
import KithKit
import KithTown
import Testing

/// What is said of messages while nobody looks.
@MainActor
struct NoticeTests {
  /// Marta's list, what was told of it, and where it is told.
  private struct Shown {
    let notices = FakeNotices()
    let messages: MessageNotices

    @MainActor init(_ told: UserDefaults) {
      messages = MessageNotices(notices: notices, told: told) { "New message" }
    }
  }

  private func told(_ use: @MainActor (UserDefaults) async throws -> Void) async throws {
    let name = "kith-told-\(UUID().uuidString)"
    let told = try #require(UserDefaults(suiteName: name))
    defer { told.removePersistentDomain(forName: name) }
    try await use(told)
  }

  @Test("others' words are told of, whatever one said since, and each once")
  func news() async throws {
    try await Town.play { town in
      try await told { told in
        let (marta, nadia) = try await town.pair()
        try await nadia.says("How was the night?")
        try await marta.reads("How was the night?")
        try await marta.says("I slept badly.")
        let shown = Shown(told)
        let inbox = try await marta.client.inbox()
        #expect(inbox.circles.first?.last?.senderIsMe == true)
        try await shown.messages.show(inbox, seen: false)
        try await shown.messages.show(inbox, seen: false)
        #expect(shown.notices.said.map(\.title) == ["New message"])
      }
    }
  }

  @Test("what was seen is not told later; what could not be told is told then")
  func failing() async throws {
    try await Town.play { town in
      try await told { told in
        let (marta, nadia) = try await town.pair()
        let shown = Shown(told)
        try await nadia.says("One")
        try await marta.reads("One")
        try await shown.messages.show(marta.client.inbox(), seen: true)
        try await shown.messages.show(marta.client.inbox(), seen: false)
        #expect(shown.notices.said.isEmpty)

        try await nadia.says("Two")
        try await marta.reads("Two")
        shown.notices.fails(true)
        let inbox = try await marta.client.inbox()
        await #expect(throws: FakeNotices.Refused.self) { try await shown.messages.show(inbox, seen: false) }
        shown.notices.fails(false)
        try await shown.messages.show(inbox, seen: false)
        #expect(shown.notices.said.count == 1)
      }
    }
  }

  @Test("two who look at the same time say it once")
  func together() async throws {
    try await Town.play { town in
      try await told { told in
        let (marta, nadia) = try await town.pair()
        try await nadia.says("One")
        try await marta.reads("One")
        let inbox = try await marta.client.inbox()
        let shown = Shown(told)
        async let one: Void = shown.messages.show(inbox, seen: false)
        async let other: Void = shown.messages.show(inbox, seen: false)
        _ = try await (one, other)
        #expect(shown.notices.said.count == 1)
      }
    }
  }
}
