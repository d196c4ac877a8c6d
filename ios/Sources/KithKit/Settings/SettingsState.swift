import Foundation

/// Settings of this device.
public struct SettingsState: Sendable, Equatable {
  /// What can be set, and what there is to know.
  public var settings: Content<Settings>
  /// What the last thing that was tried ran into.
  public var problem: Problem?

  /// Settings.
  public init(settings: Content<Settings>, problem: Problem? = nil) {
    self.settings = settings
    self.problem = problem
  }
}

/// What can be set, and what there is to know. SwiftUI on a Mac has a `Settings` too: beside it, say
/// `KithKit.Settings`.
public struct Settings: Sendable, Equatable {
  /// What the person is called.
  public var name: String
  /// Of the screens.
  public var language: Language
  /// How long the app stays open when it is left.
  public var lockAfter: LockAfter
  /// The keys of this device.
  public var keys: Keys
  /// Where the person is enrolled.
  public var clinics: [Clinic]
  /// Of Kith.
  public var version: String

  /// Settings.
  public init(
    name: String, language: Language, lockAfter: LockAfter, keys: Keys, clinics: [Clinic], version: String
  ) {
    self.name = name
    self.language = language
    self.lockAfter = lockAfter
    self.keys = keys
    self.clinics = clinics
    self.version = version
  }
}

/// How long the app stays open when it is left.
public enum LockAfter: Int, Sendable, Equatable, CaseIterable {
  /// Not at all.
  case atOnce = 0
  /// A minute.
  case oneMinute = 1
  /// Five minutes.
  case fiveMinutes = 5
  /// A quarter of an hour.
  case fifteenMinutes = 15

  /// In minutes.
  public var minutes: Int { rawValue }
}

/// The keys of this device.
public struct Keys: Sendable, Equatable {
  /// Of the person's key, to be read out: hexadecimal digits without spaces. Empty if there is none yet.
  public var fingerprint: String
  /// `nil` if they were not renewed yet.
  public var renewedAt: Date?
  /// Whether new ones are being made.
  public var renewing: Bool

  /// Keys.
  public init(fingerprint: String, renewedAt: Date? = nil, renewing: Bool = false) {
    self.fingerprint = fingerprint
    self.renewedAt = renewedAt
    self.renewing = renewing
  }
}

/// What a person can do in the settings.
public enum SettingsEvent: Sendable, Equatable {
  /// Back to the list.
  case back
  /// Speak another language.
  case languageChosen(Language)
  /// Lock after another time.
  case lockAfterChosen(LockAfter)
  /// Lock now.
  case lockNow
  /// Make new keys in every circle.
  case renewKeys
  /// Whose work Kith is built on.
  case openLicences
  /// Do the one thing about a problem.
  case resolve(Remedy)
}
