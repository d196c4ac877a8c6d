#if canImport(Darwin)
  import Foundation

  /// What the app and its notification extension share.
  @MainActor
  public enum AppGroup {
    /// The group's name, as both entitlements have it.
    public static let name = "group.care.kith"

    /// Who uses the phone; `nil` where the entitlement is missing.
    public static var profiles: Profiles? {
      FileManager.default.containerURL(forSecurityApplicationGroupIdentifier: name).map(Profiles.init(container:))
    }

    /// Preferences; `nil` where the entitlement is missing.
    public static var preferences: UserDefaults? { UserDefaults(suiteName: name) }

    /// The key of someone's store, sealed by the Secure Enclave; the app and the extension have the same.
    public static func vault(of profile: Profile) -> SealedKeyVault {
      // Info.plist knows the team, which stands before the group's name.
      let group = Bundle.main.object(forInfoDictionaryKey: "KithKeychainGroup") as? String
      return SealedKeyVault(
        keychain: DeviceKeychain(service: "care.kith.keys", group: group),
        seal: SecureEnclaveSeal(name: profile.id, group: group), name: profile.id)
    }
  }
#endif
