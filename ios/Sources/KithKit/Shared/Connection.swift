import Foundation

/// How fresh what is on the screen is.
public struct Connection: Sendable, Equatable {
  /// Whether the clinic's computer cannot be reached now.
  public var offline: Bool
  /// Everything that was there then is here; `nil` if nothing ever came.
  public var asOf: Date?
  /// What stands between here and the clinic, where that is known.
  public var barred: Barred?
  /// Whether another clinic can be reached, so that there is a network.
  public var partly: Bool

  /// How fresh something is; without arguments, as before the first look.
  public init(offline: Bool = false, asOf: Date? = nil, barred: Barred? = nil, partly: Bool = false) {
    self.offline = offline
    self.asOf = asOf
    self.barred = barred
    self.partly = partly
  }

  /// Whether what is written goes out later, by itself.
  public var goesOut: Bool { barred != .full && barred != .stopped }
}

/// What stands between here and the clinic.
public enum Barred: Sendable, Equatable, Discreet {
  /// Something else answers in the clinic's place: a network that wants a login, or who means harm; they look alike.
  /// `page` is what to open in a browser.
  case login(page: String)
  /// The network's proxy wants a name and a password.
  case proxyLogin
  /// The clock of this device says a time that cannot be.
  case clock
  /// This device has no room left.
  case full
  /// What is kept on this device cannot be written any more.
  case stopped
}
