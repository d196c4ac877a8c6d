import Foundation

/// Inviting one person.
public enum InviteState: Sendable, Equatable, Discreet {
  /// The patient says whom.
  case choosing(Choosing)
  /// The link is made; it works for one person, once.
  case made(Made)

  /// The patient says whom.
  public struct Choosing: Sendable, Equatable, Discreet {
    /// What the person may be.
    public var roles: [Role]
    /// What they will be; `nil` until it is chosen.
    public var role: Role?
    /// In the patient's words; the field's content. May be empty.
    public var relationship: String
    /// How many days the link is good for.
    public var days: Int
    /// Whether the link is being made.
    public var making: Bool
    /// What the last thing that was tried ran into.
    public var problem: Problem?

    /// A choice; with roles alone, nothing is chosen yet.
    public init(
      roles: [Role], role: Role? = nil, relationship: String = "", days: Int = 7, making: Bool = false,
      problem: Problem? = nil
    ) {
      self.roles = roles
      self.role = role
      self.relationship = relationship
      self.days = days
      self.making = making
      self.problem = problem
    }
  }

  /// The link is made.
  public struct Made: Sendable, Equatable, Discreet {
    /// Also shown as a QR code.
    public var link: String
    /// What the person will be.
    public var role: Role
    /// In the patient's words.
    public var relationship: String
    /// Good until then.
    public var expires: Date
    /// Whether it was just put on the clipboard.
    public var copied: Bool
    /// Whether it does not work yet, because it was made without a network.
    public var unsent: Bool

    /// A link.
    public init(
      link: String, role: Role, relationship: String, expires: Date, copied: Bool = false, unsent: Bool = false
    ) {
      self.link = link
      self.role = role
      self.relationship = relationship
      self.expires = expires
      self.copied = copied
      self.unsent = unsent
    }
  }
}

/// What a person can do while inviting.
public enum InviteEvent: Sendable, Equatable, Discreet {
  /// Back to the people of the circle.
  case back
  /// What they will be.
  case roleChosen(Role)
  /// The field's new content.
  case relationshipChanged(String)
  /// How many days the link is good for.
  case daysChosen(Int)
  /// Make the link.
  case make
  /// Put the link on the clipboard, marked as private, in words that say what to do with it.
  case copy(text: String)
  /// Hand the link to another app, in words that say what to do with it.
  case share(text: String)
  /// Done.
  case done
  /// Do the one thing about a problem.
  case resolve(Remedy)
}
