import Foundation
import KithCore

/// A fake of a platform's key store: keeps the key in memory.
public final class InMemoryVault: KeyVault, @unchecked Sendable {
  // Unchecked: guarded by `lock`.
  private let lock = NSLock()
  private var key: Data?

  /// A vault; `key` is what it holds already.
  public init(key: Data? = nil) {
    self.key = key
  }

  /// The key that was kept.
  public func load() throws -> Data? {
    lock.withLock { key }
  }

  /// Keeps a key.
  public func keep(key: Data) throws {
    lock.withLock { self.key = key }
  }
}
