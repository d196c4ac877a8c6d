import Foundation
import KithCore

/// What iOS says by itself where words that were to be sent at a time were not: it wakes Kith when it sees fit, or not at
/// all. When that is said is the core's rule.
public struct LaterNotice: Sendable {
  /// What it is called.
  public static let id = "later"

  private let notices: any Notices
  private let title: String

  /// One that says this.
  public init(notices: any Notices, title: String) {
    self.notices = notices
    self.title = title
  }

  /// Has it said at its time, and takes back what is true no longer. Whoever lets go of the store does this before.
  public func set(_ client: KithClient) async throws {
    let unsent = try await client.unsentLater()
    if !unsent.overdue { await notices.remove([Self.id]) }
    if let at = unsent.at {
      try await notices.show(Notice(id: Self.id, title: title, at: Date(milliseconds: at)))
    }
  }
}
