#if canImport(Darwin)
  import Foundation

  /// What the app and its notification extension share.
  @MainActor
  public enum AppGroup {
    /// The group's name, as both entitlements have it.
    public static let name = "group.care.kith"

    /// Who uses the phone; `nil` where the entitlement is missing.
    public static var profiles: Profiles? {
      FileManager.default.containerURL(forSecurityApplicationGroupIdentifier: name).map {
        Profiles(container: $0, seal: SecureEnclaveSeal(name: "profile", group: keychainGroup))
      }
    }

    /// What the share extension hands to the app.
    public static var handover: Handover {
      Handover(keychain: DeviceKeychain(service: "care.kith.handover", group: keychainGroup))
    }

    /// The key of someone's store, sealed by the Secure Enclave; the app and the extension have the same.
    public static func vault(of profile: Profile) -> SealedKeyVault {
      SealedKeyVault(
        keychain: DeviceKeychain(service: "care.kith.keys", group: keychainGroup),
        seal: SecureEnclaveSeal(name: profile.id, group: keychainGroup), name: profile.id)
    }

    /// Info.plist knows the team, which stands before the group's name.
    private static var keychainGroup: String? {
      Bundle.main.object(forInfoDictionaryKey: "KithKeychainGroup") as? String
    }
  }
#endif
