import Foundation
import UserNotifications

/// What is shown: given once, by whoever comes first, the collector or the end of the time.
final class Answer: @unchecked Sendable {
  // Unchecked: guarded by `lock`; the handler is called once, as iOS wants it.
  private let lock = NSLock()
  private var handler: ((UNNotificationContent) -> Void)?
  private var said = ""

  init(_ handler: @escaping (UNNotificationContent) -> Void) { self.handler = handler }

  /// What it says, in the person's language. Never what the push itself said.
  var title: String {
    get { lock.withLock { said } }
    set { lock.withLock { said = newValue } }
  }

  /// Shows it; with the number of unread messages on the app's icon, if it is known.
  func give(unread: Int?) {
    let handler = lock.withLock {
      defer { self.handler = nil }
      return self.handler
    }
    let content = UNMutableNotificationContent()
    content.title = title.isEmpty ? "Kith" : title
    content.sound = .default
    if let unread { content.badge = unread as NSNumber }
    handler?(content)
  }
}
