/// Where to say a message's words once more.
public struct ForwardState: Sendable, Equatable, Discreet {
  /// How fresh it is.
  public var connection: Connection
  /// Wherever this person can write, but where it was said.
  public var places: Content<[ForwardPlace]>
  /// The words, whole: nothing else goes than what stands here.
  public var words: String
  /// What has to be known before they go.
  public var asks: ForwardAsk?
  /// Whether they are on their way.
  public var sending: Bool
  /// Where they were said.
  public var sent: ForwardPlace?
  /// Whether the words are others than those that were chosen to go: nothing went.
  public var changed: Bool
  /// What the last thing that was tried ran into.
  public var problem: Problem?

  /// A choice of places.
  public init(
    connection: Connection, places: Content<[ForwardPlace]> = .loading, words: String = "", asks: ForwardAsk? = nil,
    sending: Bool = false, sent: ForwardPlace? = nil, changed: Bool = false, problem: Problem? = nil
  ) {
    self.connection = connection
    self.places = places
    self.words = words
    self.asks = asks
    self.sending = sending
    self.sent = sent
    self.changed = changed
    self.problem = problem
  }
}

/// Where words can be said: to an audience of a conversation.
public struct ForwardPlace: Sendable, Equatable, Hashable, Identifiable, Discreet {
  /// The conversation.
  public var circleId: String
  /// What it is called.
  public var title: String
  /// Who reads what is said there.
  public var audience: Audience
  /// Whether this person is the patient of its circle.
  public var mine: Bool

  /// Itself.
  public var id: ForwardPlace { self }

  /// A place.
  public init(circleId: String, title: String, audience: Audience, mine: Bool = false) {
    self.circleId = circleId
    self.title = title
    self.audience = audience
    self.mine = mine
  }
}

/// Words would come before people who could not read them where they were said.
public struct ForwardAsk: Sendable, Equatable, Discreet {
  /// Where.
  public var place: ForwardPlace
  /// Who.
  public var readers: [Person]

  /// What is asked.
  public init(place: ForwardPlace, readers: [Person]) {
    self.place = place
    self.readers = readers
  }
}

/// What a person can do where words are passed on.
public enum ForwardEvent: Sendable, Equatable, Discreet {
  /// Back to where they came from.
  case back
  /// Say them there.
  case choose(circleId: String, audience: Audience)
  /// Yes, though others will read it.
  case send
  /// Not there.
  case cancel
  /// To where they were said.
  case show
  /// Do the one thing about a problem.
  case resolve(Remedy)
}
