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
    let answer = Answer(title: said(in: Language.of(Locale.preferredLanguages).tag)) { title, unread, quietly in
      let content = UNMutableNotificationContent()
      content.title = title
      // iOS shows something for every push: where there is nothing to be heard, it does so without a sound.
      content.sound = quietly ? nil : .default
      content.interruptionLevel = quietly ? .passive : .active
      if let unread { content.badge = unread as NSNumber }
      contentHandler(content)
    }
    self.answer = answer
    collecting = Task { @MainActor in
      guard let profiles = AppGroup.profiles, let profile = profiles.current else { return answer.give(unread: nil) }
      let language = profile.language ?? Language.of(Locale.preferredLanguages).tag
      answer.title = said(in: language)
      guard let store = profiles.existingStore(of: profile) else { return answer.give(unread: nil) }
      let later = LaterNotice(notices: UserNotices(), title: Strings(language).deviceLaterUnsent)
      switch await Collector(store: store, vault: AppGroup.vault(of: profile), later: later).collect() {
      case .messages(let unread): answer.give(unread: unread)
      case .nothing(let unread):
        answer.title = Strings(language).deviceSomethingNew
        answer.give(unread: unread, quietly: true)
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
