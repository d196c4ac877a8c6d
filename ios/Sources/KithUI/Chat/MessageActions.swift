import KithKit
import KithStrings
import SwiftUI

/// What can be done with a message, each in words: in a menu, in a sheet, as VoiceOver's actions.
struct MessageActions: View {
  let message: ChatRow.Message
  let on: @MainActor (ChatEvent) -> Void
  @Environment(\.strings) private var strings

  var body: some View {
    Button(strings.chatDetails, sign: .people) { on(.openDetails(rowId: message.id)) }
    Button(strings.chatCopy, sign: .copy) { on(.copy(rowId: message.id)) }
    if message.sender.me && message.delivery == .refused {
      Button(strings.chatWriteAgain, sign: .pen) { on(.writeAgain(rowId: message.id)) }
    }
  }
}

/// The same for whoever touches a message.
struct MessageSheet: View {
  let message: ChatRow.Message
  let on: @MainActor (ChatEvent) -> Void
  @Environment(\.strings) private var strings
  @Environment(\.dismiss) private var dismiss

  var body: some View {
    Page(spacing: 16) {
      Text(strings.chatActions).heading().padding(.top, 24)
      Text(message.body).foregroundStyle(.inkSoft).lineLimit(3)
      MessageActions(message: message) { event in
        dismiss()
        on(event)
      }
      .buttonStyle(.other)
      Button(strings.actionClose) { dismiss() }.buttonStyle(.main)
    }
    .presentationDetents([.medium, .large])
    .coveredWhenInactive()
  }
}
