import Foundation

/// A circle's conversation.
public struct ChatState: Sendable, Equatable, Discreet {
  /// The circle's name.
  public var title: String
  /// How many are in it.
  public var people: Int
  /// Whom to call; `nil` only until the profile came.
  public var clinic: Clinic?
  /// How fresh it is.
  public var connection: Connection
  /// A window of the rows.
  public var timeline: Content<Timeline>
  /// What is being written.
  public var composer: ComposerState
  /// Whether this person can write here.
  public var standing: Standing
  /// Whether this person is its patient.
  public var mine: Bool
  /// What the last thing that was tried ran into.
  public var problem: Problem?
  /// Those that are put to a message by one touch.
  public var signs: [String]
  /// What is asked before something is done.
  public var question: ChatQuestion?
  /// How many messages stand on its shelf of what is important.
  public var shelved: Int
  /// What waits for its time, what comes first first.
  public var later: [LaterMessage]

  /// A conversation.
  public init(
    title: String, people: Int, clinic: Clinic?, connection: Connection, timeline: Content<Timeline>,
    composer: ComposerState, standing: Standing = .member, mine: Bool = false, problem: Problem? = nil,
    signs: [String] = [], question: ChatQuestion? = nil, shelved: Int = 0,
    later: [LaterMessage] = []
  ) {
    self.title = title
    self.people = people
    self.clinic = clinic
    self.connection = connection
    self.timeline = timeline
    self.composer = composer
    self.standing = standing
    self.mine = mine
    self.problem = problem
    self.signs = signs
    self.question = question
    self.shelved = shelved
    self.later = later
  }
}

/// Words that wait for their time.
public struct LaterMessage: Sendable, Equatable, Identifiable, Discreet {
  /// Stable for as long as they wait.
  public var id: Int64
  /// Who will read them.
  public var audience: Audience
  /// The words.
  public var body: String
  /// When they are to be sent, by this device's clock.
  public var due: Date
  /// What they answer.
  public var quote: Quote?
  /// Their time came, and they were not sent, for this reason.
  public var unsaid: WhyNot?

  /// What waits.
  public init(
    id: Int64, audience: Audience, body: String, due: Date, quote: Quote? = nil, unsaid: WhyNot? = nil
  ) {
    self.id = id
    self.audience = audience
    self.body = body
    self.due = due
    self.quote = quote
    self.unsaid = unsaid
  }
}

/// What a person is asked: about a message of the window, by its ``ChatRow/id``, where to go, or about what waits, by its
/// ``LaterMessage/id``.
public enum ChatQuestion: Sendable, Equatable, Discreet {
  /// What to do with it.
  case actions(rowId: Int64)
  /// Which other sign to put to it: what was `typed` holds none so far.
  case otherSign(rowId: Int64, typed: String = "")
  /// Whether to take it back for everyone.
  case delete(rowId: Int64)
  /// Whether to leave Kith for the page that a part of its words leads to.
  case leave(rowId: Int64, address: String)
  /// Which of its words to take.
  case select(rowId: Int64)
  /// Which day to go to, of the month that a moment is of.
  case day(at: Date)
  /// What else to do with it, that is seldom wanted.
  case more(rowId: Int64)
  /// When to send what stands in the field, or what waits.
  case when(id: Int64? = nil)
  /// The same: on which day, of the month that a moment is of.
  case whenDay(at: Date, id: Int64? = nil)
  /// The same: at what hour of a day.
  case whenHour(day: Date, id: Int64? = nil)
  /// Everything that waits.
  case allLater
  /// What to do with something that waits.
  case later(id: Int64)
  /// Which other words to give it.
  case laterWords(id: Int64, typed: String)
}

/// A window of a timeline that may be far longer: three pages or so, moved as the person scrolls.
public struct Timeline: Sendable, Equatable, Discreet {
  /// Oldest first; what waits to be sent stands last.
  public var rows: [ChatRow]
  /// Whether there are rows before the first.
  public var hasOlder: Bool
  /// Whether there are rows after the last.
  public var hasNewer: Bool
  /// The ``ChatRow/id`` above which the unread mark stands; kept while the screen is open.
  public var unreadFrom: Int64?
  /// How many rows were unread when the screen was opened.
  public var unread: Int
  /// A ``ChatRow/id`` to show first and to mark, as a search's hit.
  public var target: Int64?
  /// The ``ChatRow/id`` of one's own newest message that went out: under it stands how far it has come.
  public var reachedRow: Int64?
  /// Another number each time that the person goes somewhere: to where they were before, too.
  public var turn: Int

  /// A window.
  public init(
    rows: [ChatRow], hasOlder: Bool = false, hasNewer: Bool = false, unreadFrom: Int64? = nil, unread: Int = 0,
    target: Int64? = nil, reachedRow: Int64? = nil, turn: Int = 0
  ) {
    self.rows = rows
    self.hasOlder = hasOlder
    self.hasNewer = hasNewer
    self.unreadFrom = unreadFrom
    self.unread = unread
    self.target = target
    self.reachedRow = reachedRow
    self.turn = turn
  }
}

/// What is being written.
public struct ComposerState: Sendable, Equatable, Discreet {
  /// Kept on the device until it is sent.
  public var draft: String
  /// Who will read it.
  public var audience: Audience
  /// Whom this person can write to; the choice is shown if there are two or more.
  public var choices: [Audience]
  /// Who will read it, without oneself.
  public var readers: [Person]
  /// Which of the fields that were shown this is; whoever types says in which.
  public var number: UInt64?
  /// The words until now of the message that gets others; `nil` where they are new.
  public var editing: String?
  /// What is answered.
  public var quote: Quote?
  /// Whom the name may mean that is begun at the end of the draft.
  public var naming: [Person]

  /// A field; without arguments, an empty one.
  public init(
    draft: String = "", audience: Audience = .circle, choices: [Audience] = [.circle], readers: [Person] = [],
    number: UInt64? = nil, editing: String? = nil, quote: Quote? = nil, naming: [Person] = []
  ) {
    self.draft = draft
    self.audience = audience
    self.choices = choices
    self.readers = readers
    self.number = number
    self.editing = editing
    self.quote = quote
    self.naming = naming
  }
}

/// Whether a person can write in a circle.
public enum Standing: Sendable, Equatable, CaseIterable {
  /// Yes.
  case member
  /// The patient has not yet said yes.
  case waitingForPatient
  /// Not any more: removed. What was there can still be read.
  case removed
  /// Never were: the patient said no. Only another invitation leads further.
  case declined
  /// Not any more: the clinic has closed the way of this device. What was there can still be read.
  case revoked
  /// Nobody who invited the person holds them any more: they read what is here.
  case forgotten
  /// Not now: this device waits to be let in again. What is written waits too.
  case rejoining

  /// Whether what is written here goes out, now or when the device is in again.
  public var writes: Bool { self == .member || self == .rejoining }
}
