import Foundation

/// Settings of this device.
public struct SettingsState: Sendable, Equatable, Discreet {
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
public struct Settings: Sendable, Equatable, Discreet {
  /// Of the screens.
  public var language: Language
  /// How long the app stays open when it is left; `nil` where the device's own lock is the lock.
  public var lockAfter: LockAfter?
  /// The keys of this device.
  public var keys: Keys
  /// Where the person is enrolled.
  public var enrolments: [Enrolment]
  /// Of Kith.
  public var version: String
  /// Whether others are told that one has seen what they wrote.
  public var tellsSeen: Bool

  /// Settings.
  public init(
    language: Language, lockAfter: LockAfter?, keys: Keys, enrolments: [Enrolment], version: String,
    tellsSeen: Bool = true
  ) {
    self.language = language
    self.lockAfter = lockAfter
    self.keys = keys
    self.enrolments = enrolments
    self.version = version
    self.tellsSeen = tellsSeen
  }
}

/// A clinic, and who the person is there.
public struct Enrolment: Sendable, Equatable, Identifiable, Discreet {
  /// The clinic.
  public var clinic: Clinic
  /// What they are called.
  public var name: String
  /// Of their key, to be read out: hexadecimal digits without spaces.
  public var fingerprint: String

  /// The clinic's.
  public var id: String { clinic.id }

  /// A clinic, and who the person is there.
  public init(clinic: Clinic, name: String, fingerprint: String) {
    self.clinic = clinic
    self.name = name
    self.fingerprint = fingerprint
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
  /// `nil` if they were not renewed yet.
  public var renewedAt: Date?
  /// Whether new ones are being made.
  public var renewing: Bool
  /// Whether new ones are made as soon as there is a network.
  public var waiting: Bool

  /// Keys; without arguments, as they were made first.
  public init(renewedAt: Date? = nil, renewing: Bool = false, waiting: Bool = false) {
    self.renewedAt = renewedAt
    self.renewing = renewing
    self.waiting = waiting
  }
}

/// What a person can do in the settings.
public enum SettingsEvent: Sendable, Equatable, Discreet {
  /// Back to the list.
  case back
  /// Speak another language.
  case languageChosen(Language)
  /// Lock after another time.
  case lockAfterChosen(LockAfter)
  /// Whether others are told that one has seen what they wrote.
  case tellsSeenChosen(Bool)
  /// Lock now.
  case lockNow
  /// Make new keys in every circle.
  case renewKeys
  /// Whose work Kith is built on.
  case openLicences
  /// Call a clinic.
  case call(number: String)
  /// Do the one thing about a problem.
  case resolve(Remedy)
}
