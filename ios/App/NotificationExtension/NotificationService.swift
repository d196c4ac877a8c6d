import Foundation
import KithKit
import KithStrings
import UserNotifications

/// Collects what a push announced, before iOS shows it: in the core's small mode, in at most 20 of the 30 seconds and far
/// below the 24 MB that iOS allows. What is shown says nothing of what was written or by whom: anyone may read it. Where
/// nothing could be collected "New message" is said all the same, for the push said so.
final class NotificationService: UNNotificationServiceExtension {
  private var answer: Answer?
  private var collecting: Task<Void, Never>?

  override func didReceive(
    _ request: UNNotificationRequest, withContentHandler contentHandler: @escaping (UNNotificationContent) -> Void
  ) {
    // Before anything is looked at: the device's language, until the person's is known.
    let answer = Answer(title: said(in: Language.of(Locale.preferredLanguages).tag)) { title, unread in
      let content = UNMutableNotificationContent()
      content.title = title
      content.sound = .default
      if let unread { content.badge = unread as NSNumber }
      contentHandler(content)
    }
    self.answer = answer
    collecting = Task { @MainActor in
      guard let profiles = AppGroup.profiles, let profile = profiles.current else { return answer.give(unread: nil) }
      if let chosen = profile.language { answer.title = said(in: chosen) }
      guard let store = profiles.existingStore(of: profile) else { return answer.give(unread: nil) }
      switch await Collector(store: store, vault: AppGroup.vault(of: profile)).collect() {
      case .messages(let unread): answer.give(unread: unread)
      case .nothing: answer.give(unread: 0)
      case .unknown: answer.give(unread: nil)
      }
    }
  }

  /// Time is over: what is known by now has to do. The collector closes the store by itself before this.
  override func serviceExtensionTimeWillExpire() {
    collecting?.cancel()
    answer?.give(unread: nil)
  }
}

/// What is said that something came.
private func said(in language: String) -> String { Strings(language).deviceNewMessage }
