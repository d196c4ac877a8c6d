/// What is important in a conversation: what people marked so, for everyone who reads it.
public struct ShelfState: Sendable, Equatable, Discreet {
  /// How fresh it is.
  public var connection: Connection
  /// What stands there, the newest message first.
  public var shelf: Content<[ShelfItem]>
  /// Whether this person is the patient of its circle.
  public var mine: Bool
  /// What the last thing that was tried ran into.
  public var problem: Problem?

  /// A shelf.
  public init(connection: Connection, shelf: Content<[ShelfItem]>, mine: Bool = false, problem: Problem? = nil) {
    self.connection = connection
    self.shelf = shelf
    self.mine = mine
    self.problem = problem
  }
}

/// A message on the shelf.
public struct ShelfItem: Sendable, Equatable, Identifiable, Discreet {
  /// The message.
  public var message: ChatRow.Message
  /// Who is here and marked it.
  public var by: [Person]
  /// Whether it says something else by now than to any of them.
  public var changed: Bool

  /// The message's.
  public var id: Int64 { message.id }

  /// A message on the shelf.
  public init(message: ChatRow.Message, by: [Person], changed: Bool = false) {
    self.message = message
    self.by = by
    self.changed = changed
  }
}

/// What a person can do at the shelf.
public enum ShelfEvent: Sendable, Equatable, Discreet {
  /// Back to the conversation.
  case back
  /// To where it was said.
  case open(rowId: Int64)
  /// Take it off.
  case unpin(rowId: Int64)
  /// Do the one thing about a problem.
  case resolve(Remedy)
}
