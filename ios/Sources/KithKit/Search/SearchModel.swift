import Foundation
import KithCore
import Observation

/// Searching what is on this device. `SearchHolder` in Kotlin.
@MainActor
@Observable
public final class SearchModel {
  /// Most hits that are shown.
  static let most: UInt32 = 50

  /// What the screen shows.
  public private(set) var state = SearchState()

  private let client: KithClient
  private let circle: CircleId?
  private let go: @MainActor (Go) -> Void
  private let asking = Asking()
  /// The circles of which this person is the patient.
  @ObservationIgnored private var own: Set<CircleId> = []
  @ObservationIgnored private var searching: Task<Void, Never>?

  /// Searches a circle; `nil` for everywhere.
  public init(client: KithClient, circle: CircleId?, go: @escaping @MainActor (Go) -> Void) {
    self.client = client
    self.circle = circle
    self.go = go
    asking.look({ [weak self] in self?.failed($0) }) { [client, weak self] in
      for try await inbox in client.inboxUpdates() {
        self?.own = Set(inbox.circles.filter(\.mine).map(\.id))
        self?.state.connection = Connection(inbox)
      }
    }
  }

  /// What the person did.
  public func onEvent(_ event: SearchEvent) {
    switch event {
    case .back: go(.back)
    case .queryChanged(let query): search(query)
    case .open(let circle, let row): go(.toChat(circle: circle, rowId: row))
    case .resolve(let remedy): resolve(remedy)
    }
  }

  private func search(_ query: String) {
    searching?.cancel()
    state.query = query
    if query.allSatisfy(\.isWhitespace) {
      state.hits = nil
      return
    }
    // What was found stays until the next is there: it flickers otherwise.
    if state.hits?.value == nil { state.hits = .loading }
    searching = asking.ask({ [weak self] in self?.failed($0) }, again: { [weak self] in self?.search(query) }) {
      [client, circle, weak self] in
      // One more than is shown says whether there are more.
      let found = try await client.find(conversation: circle, words: query, limit: Self.most + 1)
      guard let self, state.query == query else { return }
      let shown = found.prefix(Int(Self.most))
      (state.hits, state.more) = (
        .ready(shown.compactMap { [own] in Hit($0, mine: own.contains($0.row.circle)) }), found.count > shown.count
      )
    }
  }

  private func failed(_ problem: Problem) {
    state.hits = .failed(problem)
  }

  private func resolve(_ remedy: Remedy) {
    asking.resolve(remedy, go)
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
