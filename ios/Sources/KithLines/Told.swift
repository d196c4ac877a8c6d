import KithKit
import KithStrings

/// A conversation as lines, for whoever checks what a screen shows: the same as `Told.kt` says.
func lines(_ chat: ChatState) -> [String] {
  (chat.timeline.value?.rows ?? []).map(line)
}

private func line(_ row: ChatRow) -> String {
  switch row {
  case .message(let message):
    "\(message.sender.name) (\(code(message.audience)), \(code(message.delivery))): \(message.body)\(marks(message))"
  case .deleted(let deleted):
    "\(deleted.sender.name) (\(code(deleted.audience))): DELETED"
  case .notice(let notice):
    ["·", code(notice.kind), notice.about?.name].compactMap { $0 }.joined(separator: " ")
  case .alarm(let alarm):
    ["  !! ALARM", code(alarm.refusal), alarm.by?.name].compactMap { $0 }.joined(separator: " ")
  }
}

private func marks(_ message: ChatRow.Message) -> String {
  ((message.edited ? ["edited"] : []) + message.signs.map { "\($0.sign)\($0.count)" }).map { " [\($0)]" }.joined()
}

/// What a case is called in Kotlin, whose cases begin with a capital.
func code(_ value: some Any) -> String {
  let name = "\(value)"
  return name.prefix(1).uppercased() + name.dropFirst()
}
