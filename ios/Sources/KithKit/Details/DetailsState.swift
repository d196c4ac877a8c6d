import Foundation

/// What is known of one message.
public struct DetailsState: Sendable, Equatable {
  /// How fresh it is.
  public var connection: Connection
  /// The message and who has it.
  public var details: Content<MessageDetails>

  /// What is known of a message.
  public init(connection: Connection, details: Content<MessageDetails>) {
    self.connection = connection
    self.details = details
  }
}

/// A message and who has it.
public struct MessageDetails: Sendable, Equatable {
  /// The message.
  public var message: ChatRow.Message
  /// When the clinic's computer took it; `nil` while it waits.
  public var sentAt: Date?
  /// Who can read it, without its sender.
  public var readers: [Reader]
  /// Who is in the circle and cannot read it.
  public var others: [Person]

  /// A message and who has it.
  public init(message: ChatRow.Message, sentAt: Date? = nil, readers: [Reader], others: [Person] = []) {
    self.message = message
    self.sentAt = sentAt
    self.readers = readers
    self.others = others
  }
}

/// Someone who can read a message.
public struct Reader: Sendable, Equatable, Identifiable {
  /// Who.
  public var person: Person
  /// How far it came to them, as far as their devices said.
  public var reach: Reach
  /// When that was; `nil` if nothing was said.
  public var since: Date?

  /// The person's.
  public var id: String { person.id }

  /// Someone who can read a message.
  public init(person: Person, reach: Reach = .unknown, since: Date? = nil) {
    self.person = person
    self.reach = reach
    self.since = since
  }
}

/// How far a message came to someone.
public enum Reach: Sendable, Equatable, CaseIterable {
  /// Their devices said nothing.
  case unknown
  /// It is on a device of theirs.
  case delivered
  /// They opened it.
  case opened
}

/// What a person can do with a message.
public enum DetailsEvent: Sendable, Equatable {
  /// Back to the conversation.
  case back
  /// Put the words on the clipboard, marked as private.
  case copy
  /// Put the words of a refused message into the field again.
  case writeAgain
  /// Do the one thing about a problem.
  case resolve(Remedy)
}
