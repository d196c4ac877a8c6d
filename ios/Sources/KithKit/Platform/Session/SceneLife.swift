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

/// Time in the background, given back once: when it was enough, or when it is over. iOS kills an app that keeps it.
@MainActor
public final class Granted {
  private let time: any BackgroundTime
  private var id: Int?

  /// Asks for time.
  public init(_ time: any BackgroundTime) {
    self.time = time
    // It is held until it is ended, whoever asked for it.
    id = time.begin { self.end() }
  }

  /// Needs no more time.
  public func end() {
    if let id { time.end(id) }
    id = nil
  }
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
