import KithCore
import KithKit
import KithTown

import enum KithKit.Problem

/// Does with what was said what a scene says, on the screen of its conversation: answers it, puts signs to it, changes
/// it, takes it back. A message is named by some of its words, in quotation marks. Its twin is `Said.kt`.
@MainActor
struct Said {
  let client: KithClient
  let conversation: ConversationId
  let chat: ChatModel
  let refuse: (Problem?) throws -> Void

  /// Does one thing.
  func does(_ word: String, _ rest: String) async throws -> [String] {
    let (words, more) = try quoted(rest)
    let there = try await becomes("the message", { [chat] in chat.state }) { message($0, words) != nil }
    guard let row = message(there, words)?.id else { throw Sorry("not there") }
    switch word {
    case "reply": return try await says(.reply(rowId: row), more) { $0.composer.quote?.rowId == row }
    case "change": return try await says(.edit(rowId: row), more) { $0.composer.editing != nil }
    case "sign":
      return try await shows(.react(rowId: row, sign: more, on: true)) {
        self.row($0, row)?.message?.signs.contains { $0.sign == more && $0.mine } == true
      }
    case "take-back":
      return try await shows(.delete(rowId: row)) {
        if case .deleted = self.row($0, row) { true } else { false }
      }
    case "reached": return [try await reached(row)]
    default:
      let answered = rows(chat.state).contains { $0.message?.quote?.rowId == row }
      return [answered ? "Answered." : "Nobody has answered it yet."]
    }
  }

  private func says(
    _ begin: ChatEvent, _ body: String, begun: @escaping @Sendable @MainActor (ChatState) -> Bool
  ) async throws -> [String] {
    chat.onEvent(begin)
    try await becomes("it is begun", { [chat] in chat.state }, where: begun)
    chat.onEvent(.draftChanged(text: body))
    return try await shows(.send()) { $0.composer.draft.isEmpty && self.message($0, body) != nil }
  }

  private func shows(_ event: ChatEvent, done: @escaping @Sendable @MainActor (ChatState) -> Bool) async throws -> [String] {
    chat.onEvent(event)
    try refuse(try await becomes("it is done", { [chat] in chat.state }) { $0.problem != nil || done($0) }.problem)
    return ["Kept on this device, and on its way."]
  }

  private func reached(_ row: Int64) async throws -> String {
    var now = client.chatUpdates(conversation: conversation).makeAsyncIterator()
    switch try await now.next()?.rows.first(where: { $0.id == row })?.reached {
    case .seen: return "Seen by everyone."
    case .delivered: return "It is on everyone's device."
    case .sent: return "It is at the clinic."
    case nil: return "It has not gone out, or is somebody else's."
    }
  }

  private func message(_ now: ChatState, _ words: String) -> ChatRow.Message? {
    rows(now).last { $0.message?.body.contains(words) == true }?.message
  }

  private func row(_ now: ChatState, _ id: Int64) -> ChatRow? { rows(now).first { $0.id == id } }

  private func rows(_ now: ChatState) -> [ChatRow] { now.timeline.value?.rows ?? [] }
}

/// What stands in quotation marks, and what comes after.
func quoted(_ line: String) throws -> (String, String) {
  let parts = line.dropFirst().split(separator: "\"", maxSplits: 1, omittingEmptySubsequences: false)
  guard line.hasPrefix("\""), parts.count == 2 else {
    throw Sorry("Which one? For example: reply \"some of its words\" Yes.")
  }
  return (String(parts[0]), String(parts[1].drop { $0 == " " }))
}
