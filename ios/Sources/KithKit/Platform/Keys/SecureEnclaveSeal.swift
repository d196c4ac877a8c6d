#if canImport(Security)
  import Foundation
  import Security

  /// Seals with a key pair whose private half is made in the Secure Enclave and never leaves it.
  public struct SecureEnclaveSeal: KeySeal {
    // Computed: Apple does not say that its constants may cross threads.
    private static var algorithm: SecKeyAlgorithm { .eciesEncryptionCofactorVariableIVX963SHA256AESGCM }

    private let tag: Data
    private let group: String?

    /// A seal; `name` is the person's store's. The extension opens what the app sealed through an access group.
    public init(name: String, group: String?) {
      tag = Data("care.kith.seal.\(name)".utf8)
      self.group = group
    }

    public func seal(_ secret: Data) throws -> Data {
      let key = try existing() ?? made()
      guard let open = SecKeyCopyPublicKey(key) else { throw KeyFailure.unavailable }
      var error: Unmanaged<CFError>?
      guard let sealed = SecKeyCreateEncryptedData(open, Self.algorithm, secret as CFData, &error) else {
        throw failure(error)
      }
      return sealed as Data
    }

    public func open(_ sealed: Data) throws -> Data {
      // Something was sealed and the key is gone: it will not come back.
      guard let key = try existing() else { throw KeyFailure.lost }
      var error: Unmanaged<CFError>?
      guard let secret = SecKeyCreateDecryptedData(key, Self.algorithm, sealed as CFData, &error) else {
        throw failure(error)
      }
      return secret as Data
    }

    public func destroy() throws {
      let status = SecItemDelete(query() as CFDictionary)
      if status != errSecItemNotFound { try check(status) }
    }

    private func existing() throws -> SecKey? {
      var query = query()
      query[kSecReturnRef] = true
      var found: CFTypeRef?
      let status = SecItemCopyMatching(query as CFDictionary, &found)
      if status == errSecItemNotFound { return nil }
      try check(status)
      guard let found, CFGetTypeID(found) == SecKeyGetTypeID() else { throw KeyFailure.unavailable }
      return unsafeDowncast(found, to: SecKey.self)
    }

    private func made() throws -> SecKey {
      var error: Unmanaged<CFError>?
      guard
        let access = SecAccessControlCreateWithFlags(
          nil, kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly, .privateKeyUsage, &error)
      else { throw failure(error) }
      var kept: [CFString: Any] = [
        kSecAttrIsPermanent: true, kSecAttrApplicationTag: tag, kSecAttrAccessControl: access,
      ]
      if let group { kept[kSecAttrAccessGroup] = group }
      let attributes: [CFString: Any] = [
        kSecAttrKeyType: kSecAttrKeyTypeECSECPrimeRandom, kSecAttrKeySizeInBits: 256,
        kSecAttrTokenID: kSecAttrTokenIDSecureEnclave, kSecPrivateKeyAttrs: kept,
      ]
      guard let key = SecKeyCreateRandomKey(attributes as CFDictionary, &error) else { throw failure(error) }
      return key
    }

    private func query() -> [CFString: Any] {
      var query: [CFString: Any] = [
        kSecClass: kSecClassKey, kSecAttrApplicationTag: tag, kSecAttrKeyType: kSecAttrKeyTypeECSECPrimeRandom,
      ]
      if let group { query[kSecAttrAccessGroup] = group }
      return query
    }

    private func failure(_ error: Unmanaged<CFError>?) -> KeyFailure {
      let code = error.map { CFErrorGetCode($0.takeRetainedValue()) } ?? 0
      switch OSStatus(truncatingIfNeeded: code) {
      case errSecUserCanceled, errSecAuthFailed: return .denied
      case errSecDecode: return .unfit
      default: return .unavailable
      }
    }
  }
#endif
