#if canImport(Security)
  import Foundation
  import Security

  /// The device's keychain. What is kept can be read once the device was unlocked after its start, so that messages are
  /// fetched while it is locked; it never leaves the device, not even in a backup.
  public struct DeviceKeychain: Keychain {
    private let service: String
    private let group: String?

    /// Items of a service, shared with the extension through an access group.
    public init(service: String, group: String?) {
      self.service = service
      self.group = group
    }

    public func item(_ name: String) throws -> Data? {
      var query = query(name)
      query[kSecReturnData] = true
      query[kSecMatchLimit] = kSecMatchLimitOne
      var found: CFTypeRef?
      let status = SecItemCopyMatching(query as CFDictionary, &found)
      if status == errSecItemNotFound { return nil }
      try check(status)
      return found as? Data
    }

    public func keep(_ item: Data, as name: String) throws {
      let protection = kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
      let change = [kSecValueData: item, kSecAttrAccessible: protection] as [CFString: Any]
      let status = SecItemUpdate(query(name) as CFDictionary, change as CFDictionary)
      guard status == errSecItemNotFound else { return try check(status) }
      try check(SecItemAdd(query(name).merging(change) { $1 } as CFDictionary, nil))
    }

    public func remove(_ name: String) throws {
      let status = SecItemDelete(query(name) as CFDictionary)
      if status != errSecItemNotFound { try check(status) }
    }

    private func query(_ name: String) -> [CFString: Any] {
      var query: [CFString: Any] = [
        kSecClass: kSecClassGenericPassword, kSecAttrService: service, kSecAttrAccount: name,
        kSecUseDataProtectionKeychain: true,
      ]
      if let group { query[kSecAttrAccessGroup] = group }
      return query
    }
  }

  /// What a status of the keychain means to us.
  func check(_ status: OSStatus) throws {
    switch status {
    case errSecSuccess: return
    case errSecUserCanceled, errSecAuthFailed: throw KeyFailure.denied
    default: throw KeyFailure.unavailable
    }
  }
#endif
