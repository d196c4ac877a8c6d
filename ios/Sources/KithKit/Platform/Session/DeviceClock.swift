import Foundation
import KithCore

/// What time it is.
public protocol DeviceClock: Sendable {
  /// Now. May jump: people set their clocks.
  func now() -> Date
}

/// The device's own clock.
public struct SystemClock: DeviceClock {
  /// The device's own clock.
  public init() {}

  public func now() -> Date { Date() }
}

/// A ``DeviceClock`` as the core reads it.
final class CoreClock: WallClock {
  private let clock: any DeviceClock

  init(_ clock: any DeviceClock) {
    self.clock = clock
  }

  func nowMs() throws -> UInt64 {
    let milliseconds = (clock.now().timeIntervalSince1970 * 1000).rounded(.down)
    // A clock before 1970, or beyond what the store can hold, is none: the machine's is read then.
    guard let now = Int64(exactly: milliseconds), now >= 0 else { throw PlatformError.Unavailable }
    return UInt64(now)
  }
}
