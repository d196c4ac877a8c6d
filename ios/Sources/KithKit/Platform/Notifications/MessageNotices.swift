import Foundation
import KithCore

/// Says that there is a new message, once for each, and nothing of what it says or who wrote it: one notice a circle.
@MainActor
public final class MessageNotices {
  private static let key = "told"

  private let notices: any Notices
  private let told: UserDefaults
  private let title: @MainActor () -> String

  /// Notices with a title: "New message", in the person's language. `told` remembers what was said already.
  public init(notices: any Notices, told: UserDefaults, title: @escaping @MainActor () -> String) {
    self.notices = notices
    self.told = told
    self.title = title
  }

  /// Says what is new in a list, and takes back what has been seen. While the person looks (`seen`), nothing is said.
  public func show(_ inbox: Inbox, seen: Bool) async throws {
    await notices.remove(Set(inbox.circles.filter { $0.unread == 0 }.map { id($0.conversation) }))
    for circle in inbox.circles {
      let before = told(of: circle.conversation)
      guard let newest = circle.news?.id, newest > before else { continue }
      // At once: whoever looks meanwhile does not say it again.
      remember(newest, of: circle.conversation)
      guard !seen else { continue }
      do {
        try await notices.show(Notice(id: id(circle.conversation), title: title()))
      } catch {
        remember(before, of: circle.conversation)
        throw error
      }
    }
  }

  /// The newest row of a conversation that was said, or seen.
  private func told(of circle: ConversationId) -> Int64 {
    (told.dictionary(forKey: Self.key)?[circle] as? Int).map(Int64.init) ?? 0
  }

  private func remember(_ row: Int64, of circle: CircleId) {
    var said = told.dictionary(forKey: Self.key) ?? [:]
    said[circle] = Int(row)
    told.set(said, forKey: Self.key)
  }

  private func id(_ circle: CircleId) -> String { "circle \(circle)" }
}
