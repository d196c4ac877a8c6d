import Foundation
import KithCore
import KithKit
import KithTown

import enum KithKit.Problem

/// Does what a scene says with words before they go out, and once they have: sends them later, has them back at once.
/// Its twin is `Afterthoughts.kt`.
@MainActor
struct Afterthoughts {
  let chat: ChatModel
  let refuse: (Problem?) throws -> Void

  private let waits = "It waits for its time."

  init(chat: ChatModel, refuse: @escaping (Problem?) throws -> Void) {
    self.chat = chat
    self.refuse = refuse
  }

  /// What is typed goes out tomorrow.
  func later(_ body: String) async throws -> [String] {
    try await becomes("the circle", { [chat] in chat.state }) { !$0.composer.readers.isEmpty }
    chat.onEvent(.audienceChosen(.circle))
    chat.onEvent(.draftChanged(text: body))
    chat.onEvent(.sendLater(at: .now + 24 * 60 * 60))
    try await done { $0.composer.draft.isEmpty && $0.waiting(body) != nil }
    return [waits]
  }

  /// Whether these words wait.
  func looks(_ words: String) -> [String] {
    [chat.state.waiting(words) != nil ? waits : "Nothing here waits with these words."]
  }

  /// They go out after all.
  func sendsNow(_ words: String) async throws -> [String] {
    guard let later = chat.state.waiting(words) else { throw Sorry("not there") }
    chat.onEvent(.sendLaterNow(id: later.id))
    try await done { $0.waiting(words) == nil && $0.said(later.body) != nil }
    return ["Kept on this device, and on its way."]
  }

  /// What was just said comes back to where it was typed.
  func undoes(_ body: String) async throws -> [String] {
    let said = try await becomes("the words", { [chat] in chat.state }) { $0.said(body)?.undoUntil != nil }
    guard let row = said.said(body)?.id else { throw Sorry("not there") }
    chat.onEvent(.undo(rowId: row))
    try await done { $0.composer.draft == body && $0.said(body) == nil }
    chat.onEvent(.draftChanged(text: ""))
    try await done { $0.composer.draft.isEmpty }
    return ["It is to be typed again, and not to be read."]
  }

  private func done(_ wanted: @escaping @Sendable @MainActor (ChatState) -> Bool) async throws {
    try refuse(try await becomes("it is done", { [chat] in chat.state }) { $0.problem != nil || wanted($0) }.problem)
  }
}

extension ChatState {
  fileprivate func waiting(_ words: String) -> LaterMessage? { later.first { $0.body.contains(words) } }

  fileprivate func said(_ body: String) -> ChatRow.Message? {
    (timeline.value?.rows ?? []).last { $0.message?.body == body }?.message
  }
}

extension KithClient {
  /// The row of a message that has these words, wherever it was said.
  func row(of words: String) async throws -> Int64 {
    let hits = try await lookFor(of: SearchQuery(words: words), limit: 20).hits
    let hit = hits.first { if case .text(let body, _) = $0.row.content { body.contains(words) } else { false } }
    guard let hit else { throw Sorry("not there") }
    return hit.row.id
  }
}

/// Passes words on to everyone in a circle: where others would read them, they are named first, and nothing is sent
/// unless `told`.
@MainActor
func passOn(
  _ forward: ForwardModel, to circle: String, told: Bool, refuse: (Problem?) throws -> Void
) async throws -> [String] {
  try await becomes("places", { forward.state }) { $0.places.value != nil }
  forward.onEvent(.choose(circleId: circle, audience: .circle))
  let asked = try await becomes("an answer", { forward.state }) { $0.asks != nil || $0.sent != nil || $0.problem != nil }
  try refuse(asked.problem)
  let readers = asked.asks?.readers.map(\.name) ?? []
  if readers.isEmpty || !told { return readers }
  forward.onEvent(.send)
  try refuse(try await becomes("it is sent", { forward.state }) { $0.sent != nil || $0.problem != nil }.problem)
  return ["Passed on."]
}
