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

  /// A conversation.
  public init(
    title: String, people: Int, clinic: Clinic?, connection: Connection, timeline: Content<Timeline>,
    composer: ComposerState, standing: Standing = .member, mine: Bool = false, problem: Problem? = nil,
    signs: [String] = [], question: ChatQuestion? = nil, shelved: Int = 0
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
  }
}

/// What a person is asked: about a message of the window, by its ``ChatRow/id``, or where to go.
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

  /// A window.
  public init(
    rows: [ChatRow], hasOlder: Bool = false, hasNewer: Bool = false, unreadFrom: Int64? = nil, unread: Int = 0,
    target: Int64? = nil, reachedRow: Int64? = nil
  ) {
    self.rows = rows
    self.hasOlder = hasOlder
    self.hasNewer = hasNewer
    self.unreadFrom = unreadFrom
    self.unread = unread
    self.target = target
    self.reachedRow = reachedRow
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
}

/// What a person can do in a conversation.
public enum ChatEvent: Sendable, Equatable, Discreet {
  /// Back to the list.
  case back
  /// See who is in the circle.
  case openPeople
  /// Search.
  case openSearch
  /// Call the emergency number, or the clinic's own.
  case call(number: String)
  /// The first rows of the window are near: have the page before a row.
  case loadOlder(rowId: Int64)
  /// The last rows of the window are near: have the page after a row.
  case loadNewer(rowId: Int64)
  /// Everything up to a row was on the screen.
  case seen(rowId: Int64)
  /// To the newest row, wherever the window is.
  case jumpToNewest
  /// The field's new content, typed in the one of a `ComposerState.number`; none: the newest.
  case draftChanged(text: String, of: UInt64? = nil)
  /// Write to others.
  case audienceChosen(Audience)
  /// Send what was seen in the field of a `ComposerState.number`; none: the newest.
  case send(of: UInt64? = nil)
  /// Who has this message, since when.
  case openDetails(rowId: Int64)
  /// Put the words on the clipboard, marked as private.
  case copy(rowId: Int64)
  /// Put the words of a refused message into the field again.
  case writeAgain(rowId: Int64)
  /// Ask about a message before anything is done.
  case ask(ChatQuestion)
  /// Leave what is asked.
  case cancel
  /// What was typed where another sign is asked for.
  case signTyped(String)
  /// Put a sign to a message, or take one's own away.
  case react(rowId: Int64, sign: String, on: Bool)
  /// Answer a message: it stands above the field.
  case reply(rowId: Int64)
  /// Answer nothing.
  case cancelReply
  /// To what a message answers.
  case goTo(rowId: Int64)
  /// Put other words in place of those of a message: they come to stand in the field.
  case edit(rowId: Int64)
  /// Leave the message that is in the field as it was.
  case cancelEdit
  /// Take a message back for everyone.
  case delete(rowId: Int64)
  /// Put a message on the shelf of what is important, or take it off.
  case pin(rowId: Int64, on: Bool)
  /// See what stands on the shelf.
  case openShelf
  /// To the first message from a moment on, where a day begins.
  case goToDay(from: Date)
  /// The whole name of someone comes to stand where it was begun.
  case nameChosen(personId: String)
  /// Do the one thing about a problem.
  case resolve(Remedy)
}
