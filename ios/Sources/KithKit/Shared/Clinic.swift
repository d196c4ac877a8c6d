import Foundation

/// What a clinic says of itself, under its signature.
public struct Clinic: Sendable, Equatable, Identifiable, Discreet {
  /// The enrolment; opaque.
  public var id: String
  /// Its name.
  public var name: String
  /// The number to call in an emergency.
  public var emergency: String
  /// When someone is there, in the clinic's words. May be empty.
  public var hours: String
  /// Its own telephone: whom to ask where something may be wrong. May be empty.
  public var telephone: String
  /// From when all this is, where that is too long ago to go by.
  public var oldSince: Date?

  /// A clinic.
  public init(
    id: String, name: String, emergency: String, hours: String = "", telephone: String = "", oldSince: Date? = nil
  ) {
    self.id = id
    self.name = name
    self.emergency = emergency
    self.hours = hours
    self.telephone = telephone
    self.oldSince = oldSince
  }
}
