import Foundation
import KithCore

/// Keeps the key of one person's store in the keychain, sealed by the device's hardware.
public final class SealedKeyVault: KeyVault {
  private let keychain: any Keychain
  private let seal: any KeySeal
  private let name: String

  /// A vault; `name` is the person's store's.
  public init(keychain: any Keychain, seal: any KeySeal, name: String) {
    self.keychain = keychain
    self.seal = seal
    self.name = name
  }

  /// The key that was kept; `nil` where none ever was. Called by the core, on a thread of its own.
  public func load() throws -> Data? {
    try guarded {
      guard let sealed = try keychain.item(name) else { return nil }
      return try seal.open(sealed)
    }
  }

  /// Keeps a new store's key.
  public func keep(key: Data) throws {
    try guarded { try keychain.keep(seal.seal(key), as: name) }
  }

  /// Forgets the key: the store cannot be opened any more.
  public func destroy() throws {
    try guarded {
      try keychain.remove(name)
      try seal.destroy()
    }
  }

  /// Nothing of what the platform says crosses: it may hold anything.
  private func guarded<Value>(_ work: () throws -> Value) throws -> Value {
    do {
      return try work()
    } catch KeyFailure.denied {
      throw PlatformError.Denied
    } catch KeyFailure.noDeviceLock {
      throw PlatformError.NoDeviceLock
    } catch KeyFailure.lost {
      throw PlatformError.Lost
    } catch {
      throw PlatformError.Unavailable
    }
  }
}
