import KithApp
import KithKit
import UIKit
import UserNotifications

/// What iOS tells the process rather than a window.
@MainActor
final class AppDelegate: NSObject, UIApplicationDelegate {
  // Made when they are first asked for: NSObject's initialiser belongs to no actor.
  private lazy var phone = Phone()
  private lazy var cover = CoverWindow()

  /// What the window shows.
  private(set) lazy var app: AppModel = {
    let app = AppModel(device: phone)
    phone.seen = { [weak app] in app?.sees() }
    return app
  }()

  func application(
    _ application: UIApplication, didFinishLaunchingWithOptions launchOptions: [UIApplication.LaunchOptionsKey: Any]?
  ) -> Bool {
    UNUserNotificationCenter.current().delegate = self
    cover.stand(speaking: { [weak self] in self?.app.strings })
    // Now, for iOS takes it before the app has finished launching alone; who is there then is asked each time.
    ScheduledRefresh.register { [weak self] in await self?.fetch() ?? false }
    application.registerForRemoteNotifications()
    followTime()
    return true
  }

  /// Times are said as the device's settings are, also as they change while the app is seen.
  private func followTime() {
    let changes = [
      NSNotification.Name.NSSystemTimeZoneDidChange, NSLocale.currentLocaleDidChangeNotification, .NSCalendarDayChanged,
    ]
    for change in changes {
      Task { [weak self] in
        for await _ in NotificationCenter.default.notifications(named: change).map({ _ in () }) {
          self?.app.timeChanged()
        }
      }
    }
  }

  /// Other makers' keyboards learn from what is typed, and nobody can tell where they send it. Apple's own keeps what
  /// it learns on the device.
  func application(
    _ application: UIApplication,
    shouldAllowExtensionPointIdentifier extensionPointIdentifier: UIApplication.ExtensionPointIdentifier
  ) -> Bool { extensionPointIdentifier != .keyboard }

  /// A push without words, which says only that there is something to fetch. Where iOS may show something, the
  /// notification extension does.
  func application(
    _ application: UIApplication, didReceiveRemoteNotification userInfo: [AnyHashable: Any],
    fetchCompletionHandler completionHandler: @escaping (UIBackgroundFetchResult) -> Void
  ) {
    Task { completionHandler(await fetch() ? .newData : .failed) }
  }

  /// The window came or went. iOS stops the process soon after it went: time is asked for before anything else is done.
  func follow(_ life: SceneLife) {
    let granted = Granted(ApplicationBackgroundTime())
    Task {
      await app.follow(life)
      if life == .background { askToBeWoken() }
      granted.end()
    }
  }

  private func askToBeWoken() {
    // Where iOS does not take it, the next push wakes the app.
    try? ScheduledRefresh().ask(earliest: BackgroundSync.earliest(after: .now, due: app.current?.due))
  }

  /// Exchanges everything while nobody looks, for whoever uses this phone now.
  private func fetch() async -> Bool {
    guard let session = app.current else {
      // Nobody yet, or not to be told before the device was unlocked once: another time.
      askToBeWoken()
      return false
    }
    return await BackgroundSync(session: session, notices: app.notices, refresh: ScheduledRefresh()).run()
  }
}

extension AppDelegate: UNUserNotificationCenterDelegate {
  /// A notice was touched: its circle is shown once the person is let in.
  ///
  /// Not as an `async` function: what Swift makes of one answers on whatever thread it ends, and UIKit stops an app that
  /// does not answer on the main one.
  nonisolated func userNotificationCenter(
    _ center: UNUserNotificationCenter, didReceive response: UNNotificationResponse,
    withCompletionHandler completionHandler: @escaping () -> Void
  ) {
    let arrival = Arrival(notice: response.notification.request.identifier)
    nonisolated(unsafe) let answer = completionHandler
    Task { @MainActor in
      if let arrival { await app.arrive(arrival) }
      answer()
    }
  }
}
