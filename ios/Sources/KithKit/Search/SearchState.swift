import Foundation

/// Searching what is on this device; works without a network.
public struct SearchState: Sendable, Equatable, Discreet {
  /// The field's content.
  public var query: String
  /// How fresh it is.
  public var connection: Connection
  /// The newest first; `nil` until there is something to search for.
  public var hits: Content<[Hit]>?
  /// Whether there are more than ``hits``.
  public var more: Bool

  /// A search; without arguments, before anything was typed.
  public init(
    query: String = "", connection: Connection = Connection(), hits: Content<[Hit]>? = nil, more: Bool = false
  ) {
    self.query = query
    self.connection = connection
    self.hits = hits
    self.more = more
  }
}

/// A message that was found, with the words around it.
public struct Hit: Sendable, Equatable, Identifiable, Discreet {
  /// Where to go in the circle.
  public var rowId: Int64
  /// The circle.
  public var circleId: String
  /// The circle's name.
  public var circleTitle: String
  /// Who said it.
  public var sender: Person
  /// Who can read it.
  public var audience: Audience
  /// When, by the sender's clock.
  public var at: Date
  /// The words.
  public var body: String
  /// Where in ``body`` the words that were searched stand: offsets of UTF-16 units, in order, not overlapping.
  public var matches: [Range<Int>]
  /// What was said just before, if anything.
  public var before: Line?
  /// What was said just after, if anything.
  public var after: Line?
  /// Whether this person is the patient of the circle.
  public var mine: Bool

  /// The row's.
  public var id: Int64 { rowId }

  /// A message that was found.
  public init(
    rowId: Int64, circleId: String, circleTitle: String, sender: Person, audience: Audience, at: Date,
    body: String, matches: [Range<Int>], before: Line? = nil, after: Line? = nil, mine: Bool = false
  ) {
    self.rowId = rowId
    self.circleId = circleId
    self.circleTitle = circleTitle
    self.sender = sender
    self.audience = audience
    self.at = at
    self.body = body
    self.matches = matches
    self.before = before
    self.after = after
    self.mine = mine
  }
}

/// A neighbouring message, in one line.
public struct Line: Sendable, Equatable, Discreet {
  /// Who said it.
  public var sender: Person
  /// The words.
  public var body: String

  /// A line.
  public init(sender: Person, body: String) {
    self.sender = sender
    self.body = body
  }
}

/// What a person can do while searching.
public enum SearchEvent: Sendable, Equatable, Discreet {
  /// Back to where they came from.
  case back
  /// The field's new content.
  case queryChanged(String)
  /// Go to a hit in its conversation.
  case open(circleId: String, rowId: Int64)
  /// Do the one thing about a problem.
  case resolve(Remedy)
}
