/// Whether the app is on the screen.
public enum SceneLife: Sendable, Equatable, CaseIterable {
  /// The person looks at it and can touch it.
  case active
  /// On the screen, but covered: by a call, by the list of apps. Something else is to be shown then.
  case inactive
  /// Gone from the screen; iOS may stop the process at any moment.
  case background
}

/// Time that the platform grants an app that has gone from the screen.
@MainActor
public protocol BackgroundTime: Sendable {
  /// Asks for time; `expired` is called when it is over before ``end(_:)``. Answers what to end it with.
  func begin(expired: @escaping @MainActor () -> Void) -> Int
  /// Needs no more time.
  func end(_ id: Int)
}

#if canImport(UIKit) && !os(watchOS)
  import UIKit

  /// The app's own background time. Extensions have none.
  @available(iOSApplicationExtension, unavailable)
  @MainActor
  public struct ApplicationBackgroundTime: BackgroundTime {
    /// The app's.
    public init() {}

    public func begin(expired: @escaping @MainActor () -> Void) -> Int {
      UIApplication.shared.beginBackgroundTask {
        MainActor.assumeIsolated { expired() }
      }.rawValue
    }

    public func end(_ id: Int) {
      UIApplication.shared.endBackgroundTask(UIBackgroundTaskIdentifier(rawValue: id))
    }
  }
#endif
