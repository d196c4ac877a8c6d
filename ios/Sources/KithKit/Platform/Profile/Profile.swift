import Foundation

/// Who uses this phone, as far as it may be known before the lock is open: what the door says, and where the store is.
/// Kept beside the store in the app group, so that the extension finds it too.
public struct Profile: Codable, Sendable, Equatable {
  /// Names the store's folder and its key. Another takes its place when the key is lost.
  public var id: String
  /// What they are called; `nil` until they are enrolled: there is nothing to lock before.
  public var name: String?
  /// The number to call in an emergency.
  public var emergency: String?
  /// The language that they chose; `nil` for the device's.
  public var language: String?

  /// Someone new.
  public init() { id = UUID().uuidString }
}

/// The one profile of a phone.
@MainActor
public struct Profiles {
  nonisolated private static let key = "profile"

  private let defaults: UserDefaults
  /// The app group's folder.
  public let container: URL

  /// Profiles of an app group: its preferences and its folder.
  public init(defaults: UserDefaults, container: URL) {
    self.defaults = defaults
    self.container = container
  }

  /// The one that is kept; someone new where none is.
  public var current: Profile {
    get {
      let kept = defaults.data(forKey: Self.key).flatMap { try? JSONDecoder().decode(Profile.self, from: $0) }
      if let kept { return kept }
      let new = Profile()
      keep(new)
      return new
    }
    nonmutating set { keep(newValue) }
  }

  /// Where someone's store is; made if it is not there.
  ///
  /// Its files can be read once the device was unlocked after its start (`completeUntilFirstUserAuthentication`): the
  /// extension and background work have to open the store while the screen is locked. The stronger class would keep them
  /// from it, and adds little: every page of the store is encrypted with a key that is itself sealed by the Secure Enclave.
  public func store(of profile: Profile) throws -> URL {
    let store = container.appendingPathComponent("store-\(profile.id)", isDirectory: true)
    #if os(iOS)
      let attributes: [FileAttributeKey: Any] = [.protectionKey: FileProtectionType.completeUntilFirstUserAuthentication]
    #else
      let attributes: [FileAttributeKey: Any] = [:]
    #endif
    try FileManager.default.createDirectory(at: store, withIntermediateDirectories: true, attributes: attributes)
    // Keys do not leave the device, so that a backup of the store would be of no use to anyone.
    #if canImport(Darwin)
      var values = URLResourceValues()
      values.isExcludedFromBackup = true
      var kept = store
      try kept.setResourceValues(values)
    #endif
    return store
  }

  /// Someone new in place of the one whose key is lost: what was here is of no use to anyone any more.
  public func startOver() -> Profile {
    try? FileManager.default.removeItem(at: container.appendingPathComponent("store-\(current.id)"))
    var new = Profile()
    new.language = current.language
    keep(new)
    return new
  }

  private func keep(_ profile: Profile) {
    defaults.set(try? JSONEncoder().encode(profile), forKey: Self.key)
  }
}
