import KithKit
import KithStrings
import SwiftUI

/// What waits for its time, above the field: one message, or how many there are; where one was not sent, that one.
struct LaterLine: View {
  let later: [LaterMessage]
  let on: @MainActor (ChatEvent) -> Void
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments

  private var first: LaterMessage? { later.first { $0.unsaid != nil } ?? later.first }

  var body: some View {
    if let first {
      let look = LaterLook(first)
      Button {
        on(.ask(later.count == 1 ? .later(id: first.id) : .allLater))
      } label: {
        VStack(alignment: .leading, spacing: 2) {
          if later.count > 1 && first.unsaid == nil {
            SignedLine(
              sign: look.sign, words: strings.chatLaterMany(count: later.count), ink: look.ink, font: .smallStrong)
            Text(strings.due(first, moments)).font(.small).foregroundStyle(look.ink)
          } else {
            SignedLine(sign: look.sign, words: strings.due(first, moments), ink: look.ink, font: .smallStrong)
            Text(first.body).font(.small).foregroundStyle(look.ink).lineLimit(2)
          }
        }
        .frame(maxWidth: .infinity, minHeight: 48, alignment: .leading)
        .multilineTextAlignment(.leading)
        .padding(.horizontal, 16)
        .padding(.vertical, 6)
        .background(look.ground)
        .contentShape(Rectangle())
      }
      .buttonStyle(.plain)
      .accessibilityElement(children: .combine)
    }
  }
}

/// How something that waits looks.
struct LaterLook {
  let sign: Sign
  let ink: Tone
  let ground: Tone

  init(_ message: LaterMessage) {
    if message.unsaid == nil {
      (sign, ink, ground) = (.clock, .ink, .surface)
    } else {
      (sign, ink, ground) = (.alert, .noticeInk, .notice)
    }
  }
}
