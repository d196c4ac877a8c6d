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
    if let sync { ScheduledRefresh.register(sync) }
    application.registerForRemoteNotifications()
    return true
  }

  /// A push without words, which says only that there is something to fetch. Where iOS may show something, the
  /// notification extension does.
  func application(
    _ application: UIApplication, didReceiveRemoteNotification userInfo: [AnyHashable: Any]
  ) async -> UIBackgroundFetchResult {
    guard let sync else { return .noData }
    return await sync.run() ? .newData : .failed
  }

  /// The window came or went. iOS stops the process soon after it went: time is asked for before anything else is done.
  func follow(_ life: SceneLife) {
    let time = ApplicationBackgroundTime()
    let id = time.begin {}
    Task {
      await app.follow(life)
      if life == .background { try? ScheduledRefresh().ask(earliest: .now + BackgroundSync.interval) }
      time.end(id)
    }
  }

  private var sync: BackgroundSync? {
    app.current.map { session in
      let notices = phone.notices { [weak self] in self?.app.strings.deviceSomethingNew ?? "" }
      return BackgroundSync(session: session, notices: notices, refresh: ScheduledRefresh())
    }
  }
}

extension AppDelegate: UNUserNotificationCenterDelegate {
  /// A notice was touched: its circle is shown once the person is let in.
  nonisolated func userNotificationCenter(
    _ center: UNUserNotificationCenter, didReceive response: UNNotificationResponse
  ) async {
    guard let arrival = Arrival(notice: response.notification.request.identifier) else { return }
    await app.arrive(arrival)
  }
}
