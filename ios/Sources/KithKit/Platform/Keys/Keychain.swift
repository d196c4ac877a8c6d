import Foundation

/// Where small secrets are kept. Each method throws ``KeyFailure``.
public protocol Keychain: Sendable {
  /// What is kept under a name; `nil` where nothing is.
  func item(_ name: String) throws -> Data?
  /// Keeps something under a name, in place of what was there. Durable when it returns.
  func keep(_ item: Data, as name: String) throws
  /// Forgets what is kept under a name.
  func remove(_ name: String) throws
}

/// Seals secrets with a key that does not leave the device's secure hardware. Each method throws ``KeyFailure``.
public protocol KeySeal: Sendable {
  /// Seals something, with a new key if there is none yet.
  func seal(_ secret: Data) throws -> Data
  /// Opens what ``seal(_:)`` made. ``KeyFailure/lost`` where the key is gone for good, ``KeyFailure/unfit`` where it is
  /// something else.
  func open(_ sealed: Data) throws -> Data
  /// Destroys the key: what it sealed cannot be opened any more.
  func destroy() throws
}

/// Why a key cannot be had.
public enum KeyFailure: Error, Sendable, Equatable {
  /// The person turned it down, or did not prove who they are.
  case denied
  /// The device has no lock of its own, so that nothing can be kept safe on it.
  case noDeviceLock
  /// Not now: the device was not unlocked since it was started, or its key store does not answer.
  case unavailable
  /// It is gone for good.
  case lost
  /// What is to be opened is not what it sealed.
  case unfit
}
