import Foundation

/// A row of a circle's timeline.
public enum ChatRow: Sendable, Equatable, Identifiable, Discreet {
  /// Someone's words.
  case message(Message)
  /// What someone said and took back.
  case deleted(Deleted)
  /// Something that happened.
  case notice(Notice)
  /// Someone tried what they may not do, and every device refused it.
  case alarm(Alarm)

  /// Stable for as long as the row exists.
  public var id: Int64 {
    switch self {
    case .message(let message): message.id
    case .deleted(let deleted): deleted.id
    case .notice(let notice): notice.id
    case .alarm(let alarm): alarm.id
    }
  }

  /// By the sender's clock.
  public var at: Date {
    switch self {
    case .message(let message): message.at
    case .deleted(let deleted): deleted.at
    case .notice(let notice): notice.at
    case .alarm(let alarm): alarm.at
    }
  }

  /// The words, where it is someone's.
  public var message: Message? {
    if case .message(let message) = self { message } else { nil }
  }

  /// Someone's words.
  public struct Message: Sendable, Equatable, Identifiable, Discreet {
    /// As ``ChatRow/id``.
    public var id: Int64
    /// As ``ChatRow/at``.
    public var at: Date
    /// Who wrote them; ``Person/me`` for one's own.
    public var sender: Person
    /// Who can read them.
    public var audience: Audience
    /// The words.
    public var body: String
    /// How far they have come.
    public var delivery: Delivery
    /// Whether its sender's clock cannot be right: ``at`` is when the clinic's computer took it.
    public var clockOff: Bool
    /// Whether its sender has put other words in place of the first.
    public var edited: Bool
    /// Which signs were put to it.
    public var signs: [MessageSign]
    /// What this person may do with it.
    public var may: Set<Act>
    /// What it answers.
    public var quote: Quote?
    /// What in its words leads somewhere, in order.
    public var live: [Live]
    /// Whether it stands on the shelf of what is important.
    public var pinned: Bool
    /// Where its words name someone, in UTF-16 units, in order.
    public var named: [Range<Int>]
    /// Until when it can be undone: of what was said on this device.
    public var undoUntil: Date?

    /// Someone's words.
    public init(
      id: Int64, at: Date, sender: Person, audience: Audience, body: String, delivery: Delivery, clockOff: Bool = false,
      edited: Bool = false, signs: [MessageSign] = [], may: Set<Act> = [], quote: Quote? = nil,
      live: [Live] = [], pinned: Bool = false, named: [Range<Int>] = [], undoUntil: Date? = nil
    ) {
      self.id = id
      self.at = at
      self.sender = sender
      self.audience = audience
      self.body = body
      self.delivery = delivery
      self.clockOff = clockOff
      self.edited = edited
      self.signs = signs
      self.may = may
      self.quote = quote
      self.live = live
      self.pinned = pinned
      self.named = named
      self.undoUntil = undoUntil
    }
  }

  /// What someone said and took back.
  public struct Deleted: Sendable, Equatable, Identifiable, Discreet {
    /// As ``ChatRow/id``.
    public var id: Int64
    /// As ``ChatRow/at``.
    public var at: Date
    /// Who said it, and took it back.
    public var sender: Person
    /// Who could read it.
    public var audience: Audience

    /// What was taken back.
    public init(id: Int64, at: Date, sender: Person, audience: Audience) {
      self.id = id
      self.at = at
      self.sender = sender
      self.audience = audience
    }
  }

  /// Something that happened.
  public struct Notice: Sendable, Equatable, Identifiable, Discreet {
    /// As ``ChatRow/id``.
    public var id: Int64
    /// As ``ChatRow/at``.
    public var at: Date
    /// What happened.
    public var kind: NoticeKind
    /// Whom it happened to or came from, if that is known.
    public var about: Person?
    /// How many times.
    public var times: Int

    /// Something that happened.
    public init(id: Int64, at: Date, kind: NoticeKind, about: Person? = nil, times: Int = 1) {
      self.id = id
      self.at = at
      self.kind = kind
      self.about = about
      self.times = times
    }
  }

  /// Someone tried what they may not do, and every device refused it.
  public struct Alarm: Sendable, Equatable, Identifiable, Discreet {
    /// As ``ChatRow/id``.
    public var id: Int64
    /// As ``ChatRow/at``.
    public var at: Date
    /// What was refused.
    public var refusal: Refusal
    /// Who tried it, if that is known.
    public var by: Person?

    /// Something that was refused.
    public init(id: Int64, at: Date, refusal: Refusal, by: Person? = nil) {
      self.id = id
      self.at = at
      self.refusal = refusal
      self.by = by
    }
  }
}

/// A sign that was put to a message.
public struct MessageSign: Sendable, Equatable, Discreet {
  /// An emoji.
  public var sign: String
  /// How many people put it there.
  public var count: Int
  /// Whether this person is one of them.
  public var mine: Bool

  /// A sign.
  public init(sign: String, count: Int, mine: Bool = false) {
    self.sign = sign
    self.count = count
    self.mine = mine
  }
}

/// A part of a text that leads somewhere.
public struct Live: Sendable, Equatable, Discreet {
  /// Where it stands, in UTF-16 units.
  public var words: Range<Int>
  /// The whole address of a page, the digits of a telephone number, or a day as ``CalendarDay`` reads it.
  public var target: String
  /// Where an address truly leads to; `nil` of anything else.
  public var host: String?
  /// Whether it is a day to come.
  public var date: Bool

  /// A part of a text.
  public init(words: Range<Int>, target: String, host: String? = nil, date: Bool = false) {
    self.words = words
    self.target = target
    self.host = host
    self.date = date
  }
}

/// What is answered.
public struct Quote: Sendable, Equatable, Discreet {
  /// What of it can be shown.
  public var state: QuoteState
  /// Where it stands; `nil` where it is not here.
  public var rowId: Int64?
  /// Who said it; `nil` where it is not here.
  public var name: String?
  /// Whether that is oneself.
  public var mine: Bool
  /// The first of its words, in one line.
  public var words: String

  /// What is answered.
  public init(
    state: QuoteState, rowId: Int64? = nil, name: String? = nil, mine: Bool = false, words: String = ""
  ) {
    self.state = state
    self.rowId = rowId
    self.name = name
    self.mine = mine
    self.words = words
  }
}

/// What of an answered message can be shown.
public enum QuoteState: Sendable, Equatable, CaseIterable {
  /// Its words.
  case here
  /// It was taken back.
  case deleted
  /// It has not come, or it was said where this person does not read.
  case notHere
}

/// What can be done with a message by who may.
public enum Act: Sendable, Equatable, CaseIterable {
  /// Put a sign to it.
  case react
  /// Answer it.
  case reply
  /// Put other words in place of its own.
  case edit
  /// Take it back for everyone.
  case delete
  /// Put it on the shelf of what is important, or take it off.
  case pin
  /// Say its words once more, elsewhere.
  case forward
  /// Have the words of what could not be sent in the field again.
  case writeAgain
}

/// How far a message has come; said in words.
public enum Delivery: Sendable, Equatable, CaseIterable {
  /// Waits on this device.
  case waiting
  /// The clinic's computer has it for the others.
  case sent
  /// It is on the device of everyone who can read it.
  case delivered
  /// Everyone has had it before their eyes, of those who let it be known.
  case seen
  /// Will never be taken.
  case refused
  /// Came from someone else.
  case received
}

/// What happened, of what is no message.
public enum NoticeKind: Sendable, Equatable, CaseIterable {
  /// ``ChatRow/Notice/about`` came into the circle.
  case joined
  /// ``ChatRow/Notice/about`` left it or was removed.
  case left
  /// ``ChatRow/Notice/about`` reads what is for the clinic only, too.
  case joinedCare
  /// ``ChatRow/Notice/about`` does not read any more what is for the clinic only.
  case leftCare
  /// ``ChatRow/Notice/about`` was left behind by the patient, and not told.
  case leftQuietly
  /// This person was removed.
  case youWereRemoved
  /// This device fell out of step and asks to be let in again.
  case lostPlace
  /// The app's data was put back from a copy; what was written here since is with the others only.
  case putBack
  /// A copy of the app's data is in use on another device.
  case copied
  /// A device was let in again.
  case readded
  /// ``ChatRow/Notice/about`` alone let this device in again; nobody else was heard since.
  case unconfirmed
  /// After ``unconfirmed``, ``ChatRow/Notice/about`` was heard too.
  case confirmed
  /// A message came that could not be opened.
  case unreadable
  /// A message came that only a newer Kith can show.
  case newerContent
  /// A message was held back on its way.
  case withheld
  /// The device of ``ChatRow/Notice/about`` was shown something else of this conversation than this one.
  case shownOtherwise
  /// The clinic's computer has something of this conversation that it does not hand out.
  case heldBack
  /// After ``heldBack``, it came.
  case handedOut
  /// Messages from before this device came back are not here.
  case missed
  /// What was missing came after all.
  case resent
  /// What was missing is lost.
  case gone
  /// The clinic's computer was restored, and may have lost something.
  case relayRestored
  /// The patient has started the circle anew.
  case anew
  /// The same, because the patient's device could not go on.
  case anewLost
  /// The same, because someone had blocked it.
  case anewBlocked
  /// The same, because it was full.
  case anewFull
  /// Something that this person did was not passed on: they may not do it any more.
  case notSaid
  /// What this person changed or deleted did not go out, and stands as it was.
  case notChanged
  /// What this person wrote for later was not sent: they do not write here any more.
  case laterNotSent
  /// What this person wrote for later was not sent: its time had passed more than a day ago when it could have been.
  case laterTooLate
  /// What waited where two talked alone was not sent: they do not any more.
  case overNotSent
  /// ``ChatRow/Notice/about`` was let in before this device was put back, and is not in any more.
  case leftOut
}

/// What was refused.
public enum Refusal: Sendable, Equatable, CaseIterable {
  /// Someone was let in without the patient.
  case strangerAdded
  /// Someone was put out without the patient.
  case removedWithoutPatient
  /// Someone who had to leave was kept.
  case kept
  /// A device could not prove whose it is.
  case identity
  /// Someone came under the name of a person who was checked, with another key. Not refused: to be looked into.
  case otherKey
  /// Someone else has used the link by which ``ChatRow/Alarm/by`` came in. Not refused: to be looked into.
  case linkAnsweredTwice
  /// One more device of ``ChatRow/Alarm/by`` reads here. Not refused: to be looked into.
  case anotherDevice
  /// Anything else that may not be.
  case other
}
