/// Why someone may not do something.
public enum WhyNot: Sendable, Equatable, CaseIterable {
  /// It is the patient's to do.
  case notThePatient
  /// They are not in the room now, or not any more.
  case notInRoom
  /// The clinic has revoked this device.
  case revoked
  /// Nobody who invited them holds them any more.
  case forgotten
  /// It is the patient's and the staff's to do.
  case notTheirRole
  /// Nobody is invited as that.
  case notInvited
  /// It would be themselves.
  case oneself
  /// Somebody else has said it.
  case notTheirWords
  /// There are no words that anybody said.
  case noWords
  /// The clinic's computer will never take it: nobody else has it.
  case notSent
  /// It was sent, or goes out yet.
  case notRefused
  /// Its time had passed more than a day ago when it could have been sent.
  case tooLate
}
