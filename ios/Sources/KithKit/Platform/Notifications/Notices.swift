import Foundation

/// Something that the device says while nobody looks. It says nothing of what it is about: anyone may read it.
public struct Notice: Sendable, Equatable, Identifiable, Discreet {
  /// One of the same id takes its place.
  public var id: String
  /// What it says.
  public var title: String
  /// When; `nil` for at once.
  public var at: Date?
  /// Whether nothing is to be heard: it takes the place of what is shown.
  public var quietly: Bool

  /// A notice.
  public init(id: String, title: String, at: Date? = nil, quietly: Bool = false) {
    self.id = id
    self.title = title
    self.at = at
    self.quietly = quietly
  }
}

/// Where notices are shown.
public protocol Notices: Sendable {
  /// Shows one, or keeps it until its time.
  func show(_ notice: Notice) async throws
  /// The ids of those that wait for their time.
  func waiting() async -> Set<String>
  /// The ids of those that are shown now.
  func shown() async -> Set<String>
  /// Takes some back, shown or waiting.
  func remove(_ ids: Set<String>) async
}

#if canImport(UserNotifications)
  import UserNotifications

  /// The device's notifications.
  public struct UserNotices: Notices {
    /// The device's.
    public init() {}

    /// Asks whether Kith may say something at all.
    public func mayShow() async -> Bool {
      (try? await UNUserNotificationCenter.current().requestAuthorization(options: [.alert, .badge, .sound])) ?? false
    }

    public func show(_ notice: Notice) async throws {
      let content = UNMutableNotificationContent()
      content.title = notice.title
      content.sound = notice.quietly ? nil : .default
      content.interruptionLevel = notice.quietly ? .passive : .active
      var trigger: UNNotificationTrigger?
      if let at = notice.at {
        let units: Set<Calendar.Component> = [.year, .month, .day, .hour, .minute, .second]
        let moment = Calendar.current.dateComponents(units, from: at)
        trigger = UNCalendarNotificationTrigger(dateMatching: moment, repeats: false)
      }
      let request = UNNotificationRequest(identifier: notice.id, content: content, trigger: trigger)
      try await UNUserNotificationCenter.current().add(request)
    }

    public func waiting() async -> Set<String> {
      Set(await UNUserNotificationCenter.current().pendingNotificationRequests().map(\.identifier))
    }

    public func shown() async -> Set<String> {
      Set(await UNUserNotificationCenter.current().deliveredNotifications().map(\.request.identifier))
    }

    public func remove(_ ids: Set<String>) async {
      let center = UNUserNotificationCenter.current()
      center.removePendingNotificationRequests(withIdentifiers: Array(ids))
      center.removeDeliveredNotifications(withIdentifiers: Array(ids))
    }
  }
#endif
