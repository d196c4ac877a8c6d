import Foundation

/// How fresh what is on the screen is.
public struct Connection: Sendable, Equatable {
  /// Whether the clinic's computer cannot be reached now.
  public var offline: Bool
  /// Everything that was there then is here; `nil` if nothing ever came.
  public var asOf: Date?

  /// How fresh something is; without arguments, as before the first look.
  public init(offline: Bool = false, asOf: Date? = nil) {
    self.offline = offline
    self.asOf = asOf
  }
}
