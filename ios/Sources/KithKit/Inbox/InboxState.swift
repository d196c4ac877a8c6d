/// All circles of this person, clinic by clinic.
public struct InboxState: Sendable, Equatable, Discreet {
  /// How fresh it is.
  public var connection: Connection
  /// Those where the person is enrolled; empty before the first invitation.
  public var clinics: Content<[ClinicCircles]>
  /// Whether a circle of one's own is being made.
  public var starting: Bool
  /// What the last thing that was tried ran into.
  public var problem: Problem?

  /// A list.
  public init(
    connection: Connection, clinics: Content<[ClinicCircles]>, starting: Bool = false, problem: Problem? = nil
  ) {
    self.connection = connection
    self.clinics = clinics
    self.starting = starting
    self.problem = problem
  }
}

/// A clinic and the circles that live there.
public struct ClinicCircles: Sendable, Equatable, Identifiable, Discreet {
  /// The clinic.
  public var clinic: Clinic
  /// The newest first.
  public var circles: [CircleItem]
  /// Whether this person can start a circle of their own here.
  public var mayStart: Bool
  /// Whether this clinic cannot be reached now, while another can.
  public var unreached: Bool

  /// The clinic's.
  public var id: String { clinic.id }

  /// A clinic and its circles.
  public init(clinic: Clinic, circles: [CircleItem], mayStart: Bool = false, unreached: Bool = false) {
    self.clinic = clinic
    self.circles = circles
    self.mayStart = mayStart
    self.unreached = unreached
  }
}

/// A circle in the list.
public struct CircleItem: Sendable, Equatable, Identifiable, Discreet {
  /// Opaque.
  public var id: String
  /// Its name.
  public var title: String
  /// Whether this person is its patient.
  public var mine: Bool
  /// Whether they can write there.
  public var standing: Standing
  /// The newest row.
  public var last: ChatRow?
  /// Rows that were not seen yet.
  public var unread: Int
  /// Own messages that wait for the network.
  public var waiting: Int
  /// People who wait for this person's yes.
  public var toApprove: Int
  /// Whether something was refused that was not seen yet.
  public var alarm: Bool
  /// Words that were begun and not sent.
  public var draft: String
  /// Who would read them.
  public var draftAudience: Audience
  /// By which the person would come in, where they are not in it.
  public var invitation: String?
  /// Who has yet to say yes: opaque, to compare numbers with.
  public var patient: String?
  /// Whether nothing is to be heard of it on this device.
  public var muted: Bool
  /// Whether the person wants to come back to it, though they have read it.
  public var markedUnread: Bool

  /// A circle.
  public init(
    id: String, title: String, mine: Bool = false, standing: Standing = .member, last: ChatRow? = nil,
    unread: Int = 0, waiting: Int = 0, toApprove: Int = 0, alarm: Bool = false, draft: String = "",
    draftAudience: Audience = .circle,
    invitation: String? = nil, patient: String? = nil, muted: Bool = false, markedUnread: Bool = false
  ) {
    self.id = id
    self.title = title
    self.mine = mine
    self.standing = standing
    self.last = last
    self.unread = unread
    self.waiting = waiting
    self.toApprove = toApprove
    self.alarm = alarm
    self.draft = draft
    self.draftAudience = draftAudience
    self.invitation = invitation
    self.patient = patient
    self.muted = muted
    self.markedUnread = markedUnread
  }
}

/// What a person can do in the list.
public enum InboxEvent: Sendable, Equatable, Discreet {
  /// Open a circle.
  case open(circleId: String)
  /// See the people who wait for a yes.
  case openPeople(circleId: String)
  /// Let go of a circle that one cannot come into: it stands in the list no more.
  case forget(invitationId: String)
  /// Compare numbers with the patient of a circle that one waits for.
  case compare(circleId: String, patientId: String)
  /// Note that one wants to come back to a circle, though one has read it.
  case markUnread(circleId: String)
  /// Hear nothing of a circle on this device, or hear of it again.
  case setMuted(circleId: String, muted: Bool)
  /// Start one's own circle at a clinic.
  case startCircle(clinicId: String)
  /// Use another invitation.
  case addInvitation
  /// Search all circles.
  case openSearch
  /// Settings.
  case openSettings
  /// Call a clinic's emergency number, or its own.
  case call(number: String)
  /// Do the one thing about a problem.
  case resolve(Remedy)
}
