import Foundation

/// Who uses this phone, as far as it may be known before the lock is open: what the door says, and where the store is.
/// Kept beside the store in the app group, so that the extension finds it too.
public struct Profile: Codable, Sendable, Equatable, Discreet {
  /// Names the store's folder and its key. Another takes its place when the key is lost.
  public var id: String
  /// What they are called; `nil` until they are enrolled: there is nothing to lock before. Empty where it is not known
  /// any more.
  public var name: String?
  /// The numbers to call in an emergency: each clinic's, where they differ.
  public var emergency: [String] = []
  /// The clinics' own telephones.
  public var telephones: [String] = []
  /// The language that they chose; `nil` for the device's.
  public var language: String?

  /// Someone new.
  public init() { id = UUID().uuidString }

  /// Whoever a store that is here already belongs to.
  fileprivate init(ofStore id: String) { (self.id, name) = (id, "") }
}

/// The one profile of a phone, sealed by the device's hardware: whom someone is a patient of is nobody's to read who
/// gets at the phone's files.
///
/// It lies in a file, not among the preferences: those say that nothing is kept where they cannot be read, as before
/// the device was unlocked for the first time after its start. Whoever took that for someone new would lose a person's
/// store.
@MainActor
public struct Profiles {
  private static let prefix = "store-"

  /// The app group's folder.
  public let container: URL

  private let seal: any KeySeal

  /// Profiles of an app group's folder.
  public init(container: URL, seal: any KeySeal) {
    self.container = container
    self.seal = seal
  }

  /// The one that is kept; `nil` where none is, or where it cannot be read now. To look changes nothing.
  public var current: Profile? { try? kept() }

  /// The one that is kept; where none is, whoever the store that is here belongs to, else someone new. Throws where one
  /// is kept that cannot be read now. Called by the app alone, when the person looks at it.
  public func begin() throws -> Profile {
    if let kept = try kept() { return kept }
    let begun = try storesHere().first.map(Profile.init(ofStore:)) ?? Profile()
    try keep(begun)
    return begun
  }

  /// Keeps it, in place of the one before.
  public func keep(_ profile: Profile) throws {
    var options: Data.WritingOptions = .atomic
    #if os(iOS)
      options.insert(.completeFileProtectionUntilFirstUserAuthentication)
    #endif
    try seal.seal(JSONEncoder().encode(profile)).write(to: file, options: options)
    try leaveOutOfBackups(file)
  }

  /// Where someone's store is; made if it is not there.
  ///
  /// Its files can be read once the device was unlocked after its start (`completeUntilFirstUserAuthentication`): the
  /// extension and background work have to open the store while the screen is locked. The stronger class would keep them
  /// from it, and adds little: every page of the store is encrypted with a key that is itself sealed by the Secure Enclave.
  public func store(of profile: Profile) throws -> URL {
    let store = folder(of: profile)
    #if os(iOS)
      let attributes: [FileAttributeKey: Any] = [
        .protectionKey: FileProtectionType.completeUntilFirstUserAuthentication
      ]
    #else
      let attributes: [FileAttributeKey: Any] = [:]
    #endif
    try FileManager.default.createDirectory(at: store, withIntermediateDirectories: true, attributes: attributes)
    try leaveOutOfBackups(store)
    return store
  }

  /// Where someone's store is; `nil` where there is none yet. For the extension, which makes nothing.
  public func existingStore(of profile: Profile) -> URL? {
    let store = folder(of: profile)
    return FileManager.default.fileExists(atPath: store.path) ? store : nil
  }

  /// Someone new, in the place of whoever was here. Where the key is lost (`forGood`) their store is deleted, for it is
  /// of no use to anyone any more; else it is set aside, and nothing of it is touched.
  public func startOver(forGood: Bool) throws -> Profile {
    let before = current
    var new = Profile()
    new.language = before?.language
    try keep(new)
    if let store = before.map(folder(of:)) {
      if forGood {
        try? FileManager.default.removeItem(at: store)
      } else {
        try? FileManager.default.moveItem(
          at: store, to: container.appendingPathComponent("aside-" + store.lastPathComponent))
      }
    }
    return new
  }

  /// The one that is kept; `nil` where none is, or what is there can never be read. Throws where it cannot be read now.
  private func kept() throws -> Profile? {
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    let sealed = try Data(contentsOf: file)
    do {
      return try JSONDecoder().decode(Profile.self, from: seal.open(sealed))
    } catch KeyFailure.lost, KeyFailure.unfit, is DecodingError {
      return nil
    }
  }

  private var file: URL { container.appendingPathComponent("profile") }

  private func folder(of profile: Profile) -> URL {
    container.appendingPathComponent(Self.prefix + profile.id, isDirectory: true)
  }

  /// Whose stores are here, the one that was used last first.
  private func storesHere() throws -> [String] {
    try FileManager.default
      .contentsOfDirectory(at: container, includingPropertiesForKeys: [.contentModificationDateKey])
      .filter { $0.lastPathComponent.hasPrefix(Self.prefix) }
      .sorted { changed($0) > changed($1) }
      .map { String($0.lastPathComponent.dropFirst(Self.prefix.count)) }
  }

  private func changed(_ folder: URL) -> Date {
    let values = try? folder.resourceValues(forKeys: [.contentModificationDateKey])
    return values?.contentModificationDate ?? .distantPast
  }

  /// Keys do not leave the device, so that a backup would be of no use to anyone.
  private func leaveOutOfBackups(_ place: URL) throws {
    #if canImport(Darwin)
      var values = URLResourceValues()
      values.isExcludedFromBackup = true
      var kept = place
      try kept.setResourceValues(values)
    #endif
  }
}
