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
  @ObservationIgnored private var takesBack = false

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
    asking.look({ [weak self] in self?.failed($0) }) { [client, rowId, weak self] in
      let conversation = try await client.details(row: rowId).row.conversation
      for try await chat in client.chatUpdates(conversation: conversation) {
        let known = try await client.details(row: rowId)
        let details = MessageDetails.content(known, try await client.revisions(row: rowId))
        self?.state.details = details
        self?.state.connection = Connection(chat.clinic, chat.circle.asOf)
      }
    }
  }

  /// The message is gone then: its words stand in the field of the conversation that one came from.
  private func writeAgain() {
    guard !takesBack else { return }
    takesBack = true
    asking.ask({ [weak self] in self?.stays($0) }, again: { [weak self] in self?.writeAgain() }) {
      [client, rowId, go] in
      try await client.writeAgain(row: rowId)
      go(.back)
    }
  }

  private func stays(_ problem: Problem) {
    takesBack = false
    state.problem = problem
  }

  private func failed(_ problem: Problem) {
    // What is taken back is not here any more, as it should be.
    if !takesBack { state.details = .failed(problem) }
  }

  private func resolve(_ remedy: Remedy) {
    if remedy.leavesIt { return asking.resolve(remedy, go) }
    state.problem = nil
    asking.resolve(remedy, go)
  }
}

extension MessageDetails {
  fileprivate static func content(
    _ details: KithCore.MessageDetails, _ earlier: [Revision]
  ) -> Content<MessageDetails> {
    guard let message = ChatRow(details.row).message else { return .failed(.notThere) }
    return .ready(
      MessageDetails(
        message: message, sentAt: details.relayAt.map(Date.init(milliseconds:)),
        clockOff: details.row.clockOff,
        readers: details.readers.map { Person($0) }, others: details.others.map { Person($0) },
        signs: details.signs.map { PutSign(sign: $0.sign, people: $0.people.map { Person($0) }) },
        receipts: details.receipts.map {
          Receipt(
            personId: $0.person, delivered: $0.delivered.map(Date.init(milliseconds:)),
            seen: $0.seen.map(Date.init(milliseconds:)))
        },
        earlier: earlier.map { Earlier(words: $0.words, at: Date(milliseconds: $0.at)) }))
  }
}
