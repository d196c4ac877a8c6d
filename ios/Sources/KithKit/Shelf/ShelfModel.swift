import KithCore
import Observation

/// What is important in a conversation. `ShelfHolder` in Kotlin.
@MainActor
@Observable
public final class ShelfModel {
  /// What the screen shows.
  public private(set) var state = ShelfState(connection: Connection(), shelf: .loading)

  private let client: KithClient
  private let conversation: ConversationId
  private let go: @MainActor (Go) -> Void
  private let asking = Asking()

  /// Looks at the shelf of a conversation.
  public init(client: KithClient, circle conversation: ConversationId, go: @escaping @MainActor (Go) -> Void) {
    self.client = client
    self.conversation = conversation
    self.go = go
    asking.look({ [weak self] in self?.state.shelf = .failed($0) }) { [client, weak self] in
      for try await chat in client.chatUpdates(conversation: conversation) {
        self?.show(chat, try await client.shelf(conversation: conversation))
      }
    }
  }

  /// What the person did.
  public func onEvent(_ event: ShelfEvent) {
    switch event {
    case .back: go(.back)
    case .open(let row): go(.toChat(circle: conversation, rowId: row))
    case .unpin(let row): unpin(row)
    case .resolve(let remedy): asking.resolve(remedy, go) { state.problem = nil }
    }
  }

  private func show(_ chat: Chat, _ rows: [TimelineRow]) {
    state.connection = Connection(chat.clinic, chat.circle.asOf)
    state.mine = chat.circle.mine
    state.shelf = .ready(rows.compactMap { ShelfItem($0, among: chat.people) })
  }

  /// Done to its end, even where the person leaves at once.
  private func unpin(_ row: Int64) {
    Task { [client, weak self] in
      await trying({ self?.tell($0) { self?.unpin(row) } }) { try await client.pin(row: row, on: false) }
    }
  }

  private func tell(_ problem: Problem, again: @escaping @MainActor () -> Void) {
    asking.fails(again)
    state.problem = problem
  }
}

extension ShelfItem {
  /// Whoever has left since is not named.
  fileprivate init?(_ row: TimelineRow, among people: [PersonRow]) {
    guard let message = ChatRow(row).message else { return nil }
    let by = row.pinnedBy.compactMap { person in people.first { $0.person == person } }
    self.init(message: message, by: by.map { Person($0) }, changed: row.pinnedOtherwise)
  }
}
