import Foundation

/// What is known of one message.
public struct DetailsState: Sendable, Equatable, Discreet {
  /// How fresh it is.
  public var connection: Connection
  /// The message and who has it.
  public var details: Content<MessageDetails>
  /// What the last thing that was tried ran into.
  public var problem: Problem?

  /// What is known of a message.
  public init(connection: Connection, details: Content<MessageDetails>, problem: Problem? = nil) {
    self.connection = connection
    self.details = details
    self.problem = problem
  }
}

/// A message and who has it.
public struct MessageDetails: Sendable, Equatable, Discreet {
  /// The message.
  public var message: ChatRow.Message
  /// When the clinic's computer took it; `nil` while it waits.
  public var sentAt: Date?
  /// Whether its sender's clock cannot be right: its time is when the clinic's computer took it.
  public var clockOff: Bool
  /// Who can read it, without its sender.
  public var readers: [Person]
  /// Who is in the circle and cannot read it.
  public var others: [Person]
  /// Which signs were put to it, and by whom.
  public var signs: [PutSign]
  /// Of one's own: who has told that it came.
  public var receipts: [Receipt]
  /// What it said before, oldest first; only those are told who keep the clinic's record.
  public var earlier: [Earlier]

  /// Whether who looks at it is the patient of its circle.
  public var mine: Bool { (readers + others + [message.sender]).contains { $0.me && $0.role == .patient } }

  /// A message and who has it.
  public init(
    message: ChatRow.Message, sentAt: Date? = nil, clockOff: Bool = false, readers: [Person],
    others: [Person] = [], signs: [PutSign] = [], receipts: [Receipt] = [], earlier: [Earlier] = []
  ) {
    self.message = message
    self.sentAt = sentAt
    self.clockOff = clockOff
    self.readers = readers
    self.others = others
    self.signs = signs
    self.receipts = receipts
    self.earlier = earlier
  }
}

/// What somebody has told of a message.
public struct Receipt: Sendable, Equatable, Discreet {
  /// Who.
  public var personId: String
  /// When their device had it.
  public var delivered: Date?
  /// When they had it before their eyes; `nil` where they have not, or do not let it be known.
  public var seen: Date?

  /// What somebody has told.
  public init(personId: String, delivered: Date? = nil, seen: Date? = nil) {
    self.personId = personId
    self.delivered = delivered
    self.seen = seen
  }
}

/// What a message said once.
public struct Earlier: Sendable, Equatable, Discreet {
  /// The words.
  public var words: String
  /// When they were written.
  public var at: Date

  /// What it said.
  public init(words: String, at: Date) {
    self.words = words
    self.at = at
  }
}

/// A sign that was put to a message.
public struct PutSign: Sendable, Equatable, Discreet {
  /// An emoji.
  public var sign: String
  /// Who put it there.
  public var people: [Person]

  /// A sign.
  public init(sign: String, people: [Person]) {
    self.sign = sign
    self.people = people
  }
}

/// What a person can do with a message.
public enum DetailsEvent: Sendable, Equatable, Discreet {
  /// Back to the conversation.
  case back
  /// Put the words on the clipboard, marked as private.
  case copy
  /// Put the words of a refused message into the field again.
  case writeAgain
  /// Do the one thing about a problem.
  case resolve(Remedy)
}
