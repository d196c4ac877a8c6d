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
  /// What the conversation is called that it was opened from; `nil` where it was opened from the list: then there is no
  /// choice of place.
  public var here: String?
  /// What else a message has to be.
  public var filters: SearchFilters
  /// Whom the person can choose from.
  public var people: [Person]
  /// Whose words they can choose from in that conversation; the choice is shown if there are two or more.
  public var audiences: [Audience]
  /// Whether this person is the patient of that conversation's circle.
  public var mine: Bool
  /// Whether more is on its way.
  public var getting: Bool
  /// What getting more ran into.
  public var problem: Problem?
  /// What is asked.
  public var question: SearchQuestion?

  /// A search; without arguments, before anything was typed.
  public init(
    query: String = "", connection: Connection = Connection(), hits: Content<[Hit]>? = nil, more: Bool = false,
    here: String? = nil, filters: SearchFilters = SearchFilters(), people: [Person] = [], audiences: [Audience] = [],
    mine: Bool = false, getting: Bool = false, problem: Problem? = nil, question: SearchQuestion? = nil
  ) {
    self.query = query
    self.connection = connection
    self.hits = hits
    self.more = more
    self.here = here
    self.filters = filters
    self.people = people
    self.audiences = audiences
    self.mine = mine
    self.getting = getting
    self.problem = problem
    self.question = question
  }
}

/// What a message has to be besides saying the words.
public struct SearchFilters: Sendable, Equatable, Discreet {
  /// In the conversation that the search was opened from.
  public var here: Bool
  /// Who wrote it; `nil`: anyone.
  public var person: Person?
  /// When it was written.
  public var span: SearchSpan
  /// Who could read it; `nil`: any of those.
  public var audience: Audience?

  /// Filters; without arguments, none.
  public init(
    here: Bool = false, person: Person? = nil, span: SearchSpan = .anyTime, audience: Audience? = nil
  ) {
    self.here = here
    self.person = person
    self.span = span
    self.audience = audience
  }
}

/// When something was said.
public enum SearchSpan: Sendable, Equatable, Hashable {
  /// Whenever.
  case anyTime
  /// Within seven days before now.
  case lastWeek
  /// Within thirty days before now.
  case lastMonth
  /// On the day that begins then; `until` the next one does.
  case day(from: Date, until: Date)
}

/// What a person is asked while searching.
public enum SearchQuestion: Sendable, Equatable {
  /// Who wrote it.
  case who
  /// When it was.
  case when
  /// On which day, of the month that a moment is of.
  case day(at: Date)
  /// Who could read it.
  case toWhom
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
  /// Search in the conversation that it was opened from, or everywhere.
  case placeChosen(here: Bool)
  /// Whose words they have to be; `nil`: anyone's.
  case personChosen(personId: String?)
  /// When they have to be said.
  case spanChosen(SearchSpan)
  /// Who has to have read them; `nil`: any.
  case audienceChosen(Audience?)
  /// Look at everything, everywhere.
  case clearFilters
  /// Ask before something is chosen.
  case ask(SearchQuestion)
  /// Leave what is asked.
  case cancel
  /// Have what comes behind those that are shown.
  case more
  /// Do the one thing about a problem.
  case resolve(Remedy)
}
