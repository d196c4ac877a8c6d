import Foundation
import KithCore
import Observation

/// Searching what is on this device. `SearchHolder` in Kotlin.
@MainActor
@Observable
public final class SearchModel {
  /// Most hits that come at once.
  static let page: UInt32 = 50
  private static let day: TimeInterval = 24 * 60 * 60

  /// What the screen shows.
  public private(set) var state = SearchState()

  private let client: KithClient
  private let conversation: ConversationId?
  private let go: @MainActor (Go) -> Void
  private let now: @MainActor () -> Date
  private let asking = Asking()
  /// The circles of which this person is the patient.
  @ObservationIgnored private var own: Set<CircleId> = []
  /// Whose conversation it was opened from.
  @ObservationIgnored private var circle: CircleId?
  /// Those of that conversation.
  @ObservationIgnored private var members: [Person] = []
  @ObservationIgnored private var onward: SearchOnward?
  @ObservationIgnored private var searching: Task<Void, Never>?
  @ObservationIgnored private var looking: Task<Void, Never>?

  /// Searches a conversation first; `nil` for everywhere.
  public init(
    client: KithClient, circle conversation: ConversationId?, now: @escaping @MainActor () -> Date = { .now },
    go: @escaping @MainActor (Go) -> Void
  ) {
    self.client = client
    self.conversation = conversation
    self.now = now
    self.go = go
    state.filters.here = conversation != nil
    asking.look({ [weak self] in self?.failed($0) }) { [client, weak self] in
      for try await inbox in client.inboxUpdates() {
        let here = inbox.circles.first { $0.conversation == conversation }
        var people: [PersonRow] = []
        if let here { people = try await client.people(conversation: here.conversation) }
        self?.know(inbox, here, people.map { Person($0) })
      }
    }
  }

  /// What the person did.
  public func onEvent(_ event: SearchEvent) {
    switch event {
    case .back: go(.back)
    case .queryChanged(let query):
      state.query = query
      search()
    case .open(let circle, let row): go(.toChat(circle: circle, rowId: row))
    case .placeChosen(let here): choose { $0.here = here && state.here != nil }
    case .personChosen(let person): choose { $0.person = state.people.first { $0.id == person } }
    case .spanChosen(let span): choose { $0.span = span }
    case .audienceChosen(let audience): choose { $0.audience = audience }
    case .clearFilters: choose { $0 = SearchFilters() }
    case .ask(let question): state.question = question
    case .cancel: state.question = nil
    case .more: more()
    case .resolve(let remedy): asking.resolve(remedy, go) { state.problem = nil }
    }
  }

  private func know(_ inbox: Inbox, _ here: CircleRow?, _ members: [Person]) {
    own = Set(inbox.circles.filter(\.mine).map(\.id))
    (circle, self.members) = (here?.id, members)
    var next = state
    next.connection = Connection(inbox)
    next.here = here?.title
    next.audiences = here?.audiences.map { Audience($0) } ?? []
    next.mine = here?.mine == true
    state = next
    state.people = people
    again()
  }

  /// What was found is found anew, as far down as it is shown: no words stay that were deleted or changed since.
  private func again() {
    guard let count = state.hits?.value?.count, count > 0, !state.getting else { return }
    let (of, before) = (wanted, searching)
    looking?.cancel()
    looking = Task { [client, weak self] in
      await before?.value
      guard var page = try? await client.lookFor(of: of, limit: Self.page) else { return }
      var hits = page.hits
      while hits.count < count, let onward = page.onward {
        guard let next = try? await client.lookFor(of: of, limit: Self.page, onward: onward) else { return }
        page = next
        hits += next.hits
      }
      if !Task.isCancelled { self?.take(SearchPage(hits: hits, onward: page.onward), behind: []) }
    }
  }

  /// Those of the conversation, where it is searched, then whoever else has written what was found of anyone.
  private var people: [Person] {
    var people = state.filters.here ? members : []
    if state.filters.person == nil {
      for hit in state.hits?.value ?? [] where !people.contains(where: { $0.id == hit.sender.id }) {
        people.append(hit.sender)
      }
    } else {
      people += state.people.filter { known in !people.contains { $0.id == known.id } }
    }
    return people
  }

  /// A choice answers what was asked, and is searched by.
  private func choose(_ change: (inout SearchFilters) -> Void) {
    var filters = state.filters
    change(&filters)
    // Whose words a conversation has is no question where all are searched.
    if !filters.here { filters.audience = nil }
    (state.question, state.filters) = (nil, filters)
    state.people = people
    search()
  }

  private func search() {
    searching?.cancel()
    looking?.cancel()
    (state.getting, state.problem, state.more, onward) = (false, nil, false, nil)
    if state.query.allSatisfy(\.isWhitespace) {
      state.hits = nil
      return
    }
    // What was found stays until the next is there: it flickers otherwise.
    if state.hits?.value == nil { state.hits = .loading }
    let of = wanted
    searching = asking.ask({ [weak self] in self?.failed($0) }, again: { [weak self] in self?.search() }) {
      [client, weak self] in
      let found = try await client.lookFor(of: of, limit: Self.page)
      // What comes late answers nothing any more.
      if !Task.isCancelled { self?.take(found, behind: []) }
    }
  }

  private func more() {
    guard let onward, !state.getting, let before = state.hits?.value else { return }
    looking?.cancel()
    (state.getting, state.problem) = (true, nil)
    let of = wanted
    searching = asking.ask({ [weak self] in self?.stays($0) }, again: { [weak self] in self?.more() }) {
      [client, weak self] in
      let found = try await client.lookFor(of: of, limit: Self.page, onward: onward)
      if !Task.isCancelled { self?.take(found, behind: before) }
    }
  }

  private func take(_ found: SearchPage, behind before: [Hit]) {
    let hits = found.hits.compactMap { Hit($0, mine: own.contains($0.row.circle)) }
    onward = found.onward
    (state.hits, state.more, state.getting) = (.ready(before + hits), found.onward != nil, false)
    state.people = people
  }

  private var wanted: SearchQuery {
    let filters = state.filters
    let (since, until): (Date?, Date?) =
      switch filters.span {
      case .anyTime: (nil, nil)
      case .lastWeek: (now() - 7 * Self.day, nil)
      case .lastMonth: (now() - 30 * Self.day, nil)
      case .day(let from, let until): (from, until)
      }
    return SearchQuery(
      words: state.query, conversation: filters.here ? conversation : nil, room: room, person: filters.person?.id,
      since: since?.milliseconds, until: until?.milliseconds)
  }

  private var room: RoomId? {
    guard let circle, let audience = state.filters.audience else { return nil }
    return sharedRoom(circle: circle, audience: audience.core)
  }

  private func stays(_ problem: Problem) {
    (state.getting, state.problem) = (false, problem)
  }

  private func failed(_ problem: Problem) {
    state.hits = .failed(problem)
  }
}

extension Hit {
  fileprivate init?(_ hit: KithCore.Hit, mine: Bool) {
    guard let sender = Person(of: hit.row) else { return nil }
    self.init(
      rowId: hit.row.id, circleId: hit.row.conversation, circleTitle: hit.circleTitle, sender: sender,
      audience: Audience(hit.row.audience), at: Date(milliseconds: hit.row.sentAt), body: hit.row.words,
      matches: hit.matches.map { Int($0.start)..<Int($0.end) }, before: hit.before.flatMap { Line($0) },
      after: hit.after.flatMap { Line($0) }, mine: mine)
  }
}

extension Line {
  fileprivate init?(_ row: TimelineRow) {
    guard let sender = Person(of: row) else { return nil }
    self.init(sender: sender, body: row.words)
  }
}
