import Foundation
import KithCore

/// What a notice says while nobody looks: nothing of what was written or by whom.
public enum Said: Sendable, Equatable, CaseIterable {
  /// That there is a new message.
  case new
  /// That a message that was told of has other words.
  case changed
  /// That a message that was told of was taken back.
  case deleted
  /// That words which were to be sent at a time were not.
  case unsent

  init(_ row: NewsRow) {
    self =
      switch row.says {
      // What was not told before is new, whatever became of it since.
      case _ where !row.quietly: .new
      case .something, .hidden, .said: .new
      case .changed: .changed
      case .deleted: .deleted
      }
  }
}

/// Says that there is a new message, once for each, or that it was changed or taken back: one notice a circle. What is
/// told and what is not is in the core, which remembers it too. And has iOS say where words were not sent at their time.
@MainActor
public final class MessageNotices {
  private static let prefix = "circle "

  private let notices: any Notices
  private let title: @MainActor (Said) -> String
  private let turns = Turns()

  /// Notices with a title: "New message", in the person's language.
  public init(notices: any Notices, title: @escaping @MainActor (Said) -> String) {
    self.notices = notices
    self.title = title
  }

  /// Says what is new, and takes back what has been seen. While the person looks (`seen`), nothing is said. Who asks
  /// meanwhile waits: nothing is said twice.
  public func show(_ client: KithClient, seen: Bool) async throws {
    try await turns.take {
      try await tell(client, seen)
      try await LaterNotice(notices: notices, title: title(.unsent)).set(client)
    }
  }

  private func tell(_ client: KithClient, _ seen: Bool) async throws {
    let shown = await notices.shown().filter { $0.hasPrefix(Self.prefix) }
    let news = try await client.news(
      shown: shown.map { String($0.dropFirst(Self.prefix.count)) }, words: false, seen: seen)
    await notices.remove(Set(news.remove.map { Self.id($0) }))
    for row in news.post {
      let notice = Notice(id: Self.id(row.conversation), title: title(Said(row)), quietly: row.quietly)
      try await notices.show(notice)
      try await client.told(conversation: row.conversation, row: row.row.id, mark: row.mark)
    }
  }

  private static func id(_ circle: ConversationId) -> String { prefix + circle }
}
