import Foundation
import KithCore
import Observation

/// What is known of one message. `DetailsHolder` in Kotlin.
@MainActor
@Observable
public final class DetailsModel {
  /// What the screen shows.
  public private(set) var state = DetailsState(connection: Connection(), details: .loading)

  private let client: KithClient
  private let rowId: Int64
  private let go: @MainActor (Go) -> Void
  private let asking = Asking()
  @ObservationIgnored private var watching: Task<Void, Never>?

  /// Looks at a message.
  public init(client: KithClient, rowId: Int64, go: @escaping @MainActor (Go) -> Void) {
    self.client = client
    self.rowId = rowId
    self.go = go
    watch()
  }

  /// What the person did.
  public func onEvent(_ event: DetailsEvent) {
    switch event {
    case .back: go(.back)
    case .copy: state.details.value.map { go(.copy(text: $0.message.body)) }
    case .writeAgain: writeAgain()
    case .resolve(let remedy): resolve(remedy)
    }
  }

  private func watch() {
    watching = asking.ask({ [weak self] in self?.failed($0) }) { [client, rowId, weak self] in
      let circle = try await client.details(row: rowId).row.circle
      for try await chat in client.chatUpdates(circle: circle) {
        let details = MessageDetails.content(try await client.details(row: rowId))
        self?.state = DetailsState(connection: Connection(chat.clinic.reach, chat.circle.asOf), details: details)
      }
    }
  }

  private func writeAgain() {
    guard let body = state.details.value?.message.body else { return }
    asking.ask({ [weak self] in self?.failed($0) }) { [client, rowId, go] in
      go(.toWriteAgain(circle: try await client.details(row: rowId).row.circle, body: body))
    }
  }

  private func failed(_ problem: Problem) {
    state.details = .failed(problem)
  }

  private func resolve(_ remedy: Remedy) {
    if let way = remedy.way { return go(way) }
    if remedy == .goBack { return go(.back) }
    watching?.cancel()
    watch()
  }
}

extension MessageDetails {
  fileprivate static func content(_ details: KithCore.MessageDetails) -> Content<MessageDetails> {
    guard let message = ChatRow(details.row).message else { return .failed(.notThere) }
    return .ready(
      MessageDetails(
        message: message, sentAt: details.relayAt.map(Date.init(milliseconds:)),
        readers: details.readers.map { Reader(person: Person($0)) }, others: details.others.map { Person($0) }))
  }
}
