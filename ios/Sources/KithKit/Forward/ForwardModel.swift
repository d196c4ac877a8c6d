import KithCore
import Observation

/// Saying a message's words once more, elsewhere. `ForwardHolder` in Kotlin.
@MainActor
@Observable
public final class ForwardModel {
  /// What the screen shows.
  public private(set) var state = ForwardState(connection: Connection())

  private let client: KithClient
  private let rowId: Int64
  private let go: @MainActor (Go) -> Void
  private let asking = Asking()

  /// Looks for where to say a message's words.
  public init(client: KithClient, rowId: Int64, go: @escaping @MainActor (Go) -> Void) {
    self.client = client
    self.rowId = rowId
    self.go = go
    asking.look({ [weak self] in self?.state.places = .failed($0) }) { [client, weak self] in
      let row = try await client.details(row: rowId).row
      self?.state.words = row.words
      for try await inbox in client.inboxUpdates() {
        self?.state.connection = Connection(inbox)
        self?.state.places = .ready(inbox.places(but: row))
      }
    }
  }

  /// What the person did.
  public func onEvent(_ event: ForwardEvent) {
    switch event {
    case .back: go(.back)
    case .choose(let circle, let audience):
      let place = state.places.value?.first { $0.circleId == circle && $0.audience == audience }
      if let place { send(to: place, told: []) }
    case .send: state.asks.map { send(to: $0.place, told: $0.readers.map(\.id)) }
    case .cancel: state.asks = nil
    case .show: state.sent.map { go(.toChat(circle: $0.circleId)) }
    case .resolve(let remedy): asking.resolve(remedy, go) { state.problem = nil }
    }
  }

  /// `told`: whom the person knows of. Done to its end, even where they leave at once.
  private func send(to place: ForwardPlace, told: [PersonId]) {
    guard !state.sending, state.sent == nil else { return }
    (state.sending, state.problem) = (true, nil)
    Task { [client, rowId, words = state.words, weak self] in
      await trying({ self?.tell($0) { self?.send(to: place, told: told) } }) {
        let done = try await client.forward(
          row: rowId, shown: words, to: place.circleId, audience: place.audience.core, told: told)
        self?.take(done, place)
      }
    }
  }

  private func take(_ done: Forwarded, _ place: ForwardPlace) {
    state.sending = false
    switch done {
    case .changed(let words): (state.asks, state.words, state.changed) = (nil, words, true)
    case .sent: (state.asks, state.sent) = (nil, place)
    case .asks(let readers): state.asks = ForwardAsk(place: place, readers: readers.map { Person($0) })
    }
  }

  private func tell(_ problem: Problem, again: @escaping @MainActor () -> Void) {
    asking.fails(again)
    (state.sending, state.problem) = (false, problem)
  }
}

extension Inbox {
  /// Wherever this person can write, but where a row was said.
  fileprivate func places(but row: TimelineRow) -> [ForwardPlace] {
    let open = circles.filter { $0.standing == .member || $0.standing == .rejoining }
    return open.flatMap { circle in
      circle.audiences.map {
        ForwardPlace(
          circleId: circle.conversation, title: circle.title, audience: Audience($0), mine: circle.mine)
      }
    }
    .filter { $0.circleId != row.conversation || $0.audience != Audience(row.audience) }
  }
}
