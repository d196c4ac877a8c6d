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
    await notices.remove(Set(inbox.circles.filter { $0.unread == 0 }.map { id($0.id) }))
    var said = told.dictionary(forKey: Self.key) as? [String: Int] ?? [:]
    for circle in inbox.circles where circle.unread > 0 {
      guard let last = circle.last, !last.senderIsMe, Int64(said[circle.id] ?? 0) < last.id else { continue }
      if !seen { try await notices.show(Notice(id: id(circle.id), title: title())) }
      said[circle.id] = Int(last.id)
    }
    told.set(said, forKey: Self.key)
  }

  private func id(_ circle: CircleId) -> String { "circle \(circle)" }
}
