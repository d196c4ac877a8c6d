import Foundation

/// The people of a circle.
public struct PeopleState: Sendable, Equatable, Discreet {
  /// The circle's name.
  public var title: String
  /// How fresh it is.
  public var connection: Connection
  /// Who is in it, and who was asked.
  public var circle: Content<CirclePeople>
  /// What has to be answered before anything is done; stands over the screen.
  public var question: Question?
  /// Whether the answer is being carried out.
  public var working: Bool
  /// What the last thing that was tried ran into.
  public var problem: Problem?
  /// The clinic's own, where it is known.
  public var telephone: String?

  /// The people of a circle.
  public init(
    title: String, connection: Connection, circle: Content<CirclePeople>, question: Question? = nil,
    working: Bool = false, problem: Problem? = nil, telephone: String? = nil
  ) {
    self.title = title
    self.connection = connection
    self.circle = circle
    self.question = question
    self.working = working
    self.problem = problem
    self.telephone = telephone
  }
}

/// Who is in a circle, and who was asked.
public struct CirclePeople: Sendable, Equatable, Discreet {
  /// Why this person does not invite, approve and remove; `nil` where they do.
  public var whyNot: WhyNot?
  /// Oneself included.
  public var members: [Member]
  /// Those that still matter; empty for whoever does not decide.
  public var invitations: [GivenInvitation]

  /// Whether this person is its patient.
  public var mine: Bool

  /// Who is in a circle.
  public init(whyNot: WhyNot?, members: [Member], invitations: [GivenInvitation] = [], mine: Bool? = nil) {
    self.whyNot = whyNot
    self.mine = mine ?? (whyNot == nil)
    self.members = members
    self.invitations = invitations
  }
}

/// Someone in the circle.
public struct Member: Sendable, Equatable, Identifiable, Discreet {
  /// Who.
  public var person: Person
  /// Since when.
  public var since: Date
  /// What they can read.
  public var reads: [Audience]
  /// Whether the clinic speaks for them, of its staff.
  public var vouched: Bool
  /// What is known of their number.
  public var known: Known
  /// Whether this person can remove them.
  public var removable: Bool
  /// Writing to them alone; `nil` where that is not this person's to do.
  public var alone: Alone?

  /// The person's.
  public var id: String { person.id }

  /// Someone in the circle.
  public init(
    person: Person, since: Date, reads: [Audience], vouched: Bool = false, known: Known = Known(),
    removable: Bool = false, alone: Alone? = nil
  ) {
    self.person = person
    self.since = since
    self.reads = reads
    self.vouched = vouched
    self.known = known
    self.removable = removable
    self.alone = alone
  }
}

/// Writing to someone alone.
public struct Alone: Sendable, Equatable {
  /// Why that cannot be now; `nil` where it can.
  public var whyNot: WhyNot?

  /// Writing to someone alone.
  public init(whyNot: WhyNot? = nil) {
    self.whyNot = whyNot
  }
}

/// What is known of someone's number.
public struct Known: Sendable, Equatable {
  /// When it was compared in person.
  public var checked: Date?
  /// What stands against taking them for whom they are called.
  public var doubt: Doubt?

  /// What is known.
  public init(checked: Date? = nil, doubt: Doubt? = nil) {
    self.checked = checked
    self.doubt = doubt
  }
}

/// An invitation that was given out.
public struct GivenInvitation: Sendable, Equatable, Identifiable, Discreet {
  /// Opaque.
  public var id: String
  /// What the person will be.
  public var role: Role
  /// In the patient's words.
  public var relationship: String
  /// Good until then.
  public var expires: Date
  /// Where it stands.
  public var stage: InvitationStage

  /// An invitation.
  public init(id: String, role: Role, relationship: String, expires: Date, stage: InvitationStage) {
    self.id = id
    self.role = role
    self.relationship = relationship
    self.expires = expires
    self.stage = stage
  }
}

/// Where an invitation stands.
public enum InvitationStage: Sendable, Equatable, Discreet {
  /// Nobody has answered yet.
  case open
  /// Made without a network: nobody can use it yet.
  case unsent
  /// Nobody answered in time.
  case expired
  /// The clinic's computer does not take the link, or the yes to it cannot come true.
  case refused
  /// Two answered the link, and neither comes in by it.
  case spoiled
  /// Someone said yes, and waits for the patient.
  case answered(Answered)
  /// The patient said yes; it is on its way. `asOf` is from when the clinic's word is, where that is too long ago: it
  /// waits for a newer one.
  case approved(name: String, asOf: Date? = nil)

  /// Someone who said yes to an invitation.
  public struct Answered: Sendable, Equatable, Discreet {
    /// What they typed, or the clinic calls its staff; empty where the clinic has told no name.
    public var name: String
    /// What the clinic says of them, where they were invited as its staff.
    public var word: ClinicsWord
    /// Someone in the circle, or on the way into it, whose name looks the same.
    public var like: Like?
    /// Opaque.
    public var id: String
    /// What is known of their number.
    public var known: Known
    /// From when the clinic's word is, where that is too long ago: a yes to its staff waits.
    public var asOf: Date?

    /// Someone who said yes.
    public init(
      name: String, word: ClinicsWord = .nothing, like: Like? = nil, id: String = "", known: Known = Known(),
      asOf: Date? = nil
    ) {
      self.name = name
      self.word = word
      self.like = like
      self.id = id
      self.known = known
      self.asOf = asOf
    }
  }
}

/// What the clinic says of who was invited as one of its staff.
public enum ClinicsWord: Sendable, Equatable, CaseIterable {
  /// It speaks for them, in this role and under this name.
  case vouches
  /// Nothing: it does not know them. Nor is it asked of who is not of its staff.
  case nothing
  /// It knows them as something else.
  case otherRole
  /// It does not say who they are.
  case nameless
  /// It has taken its word back.
  case revoked
}

/// Where someone is for whom who wants to come in could be taken.
public enum Likeness: Sendable, Equatable, CaseIterable {
  /// Not in the circle either.
  case waiting
  /// In the circle.
  case inside
  /// In the circle: it may be the same person with a new phone.
  case perhapsTheSame
}

/// Someone whose name looks like that of who wants to come in.
public struct Like: Sendable, Equatable, Discreet {
  /// Opaque.
  public var id: String
  /// Their name.
  public var name: String
  /// Who they are to the circle.
  public var likeness: Likeness

  /// Someone of such a name.
  public init(id: String, name: String, likeness: Likeness) {
    self.id = id
    self.name = name
    self.likeness = likeness
  }
}

/// A question before something that cannot easily be undone.
public enum Question: Sendable, Equatable, Discreet {
  /// Let someone in.
  case approve(GivenInvitation)
  /// Let someone in, in place of another device of theirs.
  case renew(invitation: GivenInvitation, old: Like)
  /// Turn someone down.
  case decline(GivenInvitation)
  /// Take an invitation back that nobody has answered.
  case takeBack(GivenInvitation)
  /// Put someone out.
  case remove(Person)
  /// Go on without someone, who is not told.
  case goOnWithout(Person)
  /// Let the circle go on in a new place, with the same people.
  case startAnew
}

/// What a person can do.
public enum PeopleEvent: Sendable, Equatable, Discreet {
  /// Back to the conversation.
  case back
  /// Invite someone.
  case invite
  /// Show the link or code of an open invitation: a new one, since a link is shown once.
  case reissue(invitationId: String)
  /// Compare the number with someone.
  case compare(personId: String, name: String, opposite: Opposite)
  /// Write to someone alone.
  case talkAlone(personId: String)
  /// Ask a question first.
  case ask(Question)
  /// Yes to the question.
  case confirm(Question)
  /// No to the question.
  case cancel
  /// Call a number.
  case call(number: String)
  /// Do the one thing about a problem.
  case resolve(Remedy)
}
