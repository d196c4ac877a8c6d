/// What someone is in a circle; told by a word and a shape, never by colour alone.
public enum Role: Sendable, Equatable, CaseIterable {
  /// Decides who is in the circle.
  case patient
  /// Speaks for the patient: a parent, a guardian, someone with a power of attorney.
  case proxy
  /// Family or a friend.
  case family
  /// A doctor, nurse or therapist; the clinic vouches for them.
  case clinician
  /// Plans care; the clinic vouches for them.
  case coordinator
  /// Runs the clinic's side, and reads nothing.
  case administrator
}

/// Who can read a message.
public enum Audience: Sendable, Equatable, CaseIterable {
  /// Everyone in the circle.
  case circle
  /// The patient and the clinic's staff.
  case care
  /// The patient and one person, in a conversation of their own.
  case pair
}

/// What stands against taking someone for whom they are called.
public enum Doubt: Sendable, Equatable, CaseIterable {
  /// Somebody of this name was checked, with another key.
  case otherKey
  /// Their number was another one than here when it was compared, and not the same since.
  case different
  /// They were of the clinic's staff, and it has taken its word back.
  case revoked
}

/// Someone in a circle.
public struct Person: Sendable, Equatable, Identifiable, Discreet {
  /// Opaque; the same in every circle.
  public var id: String
  /// What they want to be called.
  public var name: String
  /// What they are here.
  public var role: Role
  /// In the patient's words: daughter, neighbour. May be empty.
  public var relationship: String
  /// Whether this is the person whose device this is.
  public var me: Bool
  /// What stands against taking them for whom they are called.
  public var doubt: Doubt?

  /// Someone.
  public init(
    id: String, name: String, role: Role, relationship: String = "", me: Bool = false, doubt: Doubt? = nil
  ) {
    self.id = id
    self.name = name
    self.role = role
    self.relationship = relationship
    self.me = me
    self.doubt = doubt
  }
}
