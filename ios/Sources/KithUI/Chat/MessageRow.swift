import KithKit
import KithStrings
import SwiftUI

/// Someone's words, under their name where a run of them begins.
struct MessageRow: View {
  let message: ChatRow.Message
  let isFirst: Bool
  let isMarked: Bool
  /// Whether it says in words how far it has come, though it went out: one's own newest does.
  let saysReached: Bool
  /// Whether it is the one that can be undone, as long as it can.
  let undoes: Bool
  let on: @MainActor (ChatEvent) -> Void
  @Environment(\.strings) private var strings
  @Environment(\.mine) private var isOfPatient

  private var mine: Bool { message.sender.me }

  var body: some View {
    VStack(alignment: mine ? .trailing : .leading, spacing: 6) {
      if isFirst && !mine { sender }
      MessageBubble(
        message: message, isFirst: isFirst, isMarked: isMarked, saysReached: saysReached, on: on)
      if message.may.contains(.writeAgain) {
        Button(strings.chatWriteAgain, sign: .pen) { on(.writeAgain(rowId: message.id)) }
          .buttonStyle(.other)
          .frame(maxWidth: 320)
      } else if undoes, let until = message.undoUntil {
        UndoButton(rowId: message.id, until: until, on: on)
      }
    }
    .padding(mine ? .leading : .trailing, mine ? 40 : 24)
    .padding(.top, isFirst ? 14 : 4)
    .frame(maxWidth: .infinity, alignment: mine ? .trailing : .leading)
  }

  /// The bubble says it too: to VoiceOver it would be said twice.
  private var sender: some View {
    Beside(alignment: .center, spacing: 10) {
      RoleMark(person: message.sender)
      VStack(alignment: .leading, spacing: 0) {
        Text(message.sender.name).font(.smallStrong).foregroundStyle(.ink)
        Text(strings.role(message.sender, mine: isOfPatient)).font(.small).foregroundStyle(.inkSoft)
      }
    }
    .accessibilityHidden(true)
  }
}

/// Words with their state. A touch, a long press and VoiceOver's actions offer the same few things.
struct MessageBubble: View {
  let message: ChatRow.Message
  let isFirst: Bool
  let isMarked: Bool
  let saysReached: Bool
  let on: @MainActor (ChatEvent) -> Void
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments
  @Environment(\.mine) private var isOfPatient

  private var mine: Bool { message.sender.me }
  private var care: Bool { message.audience == .care }

  private func open() { on(.ask(.actions(rowId: message.id))) }

  var body: some View {
    Button(action: open) {
      VStack(alignment: .leading, spacing: 4) {
        if care { SignedLine(sign: .lock, words: strings.audienceCare, ink: .careInk, font: .smallStrong) }
        if message.pinned { SignedLine(sign: .pin, words: strings.chatPinned, font: .smallStrong) }
        if let quote = message.quote { QuoteLines(quote: quote) }
        LiveText(message: message).font(.body).foregroundStyle(.ink).multilineTextAlignment(.leading)
        DeliveryLine(message: message, saysReached: saysReached).frame(maxWidth: .infinity, alignment: .trailing)
        if !message.signs.isEmpty { SignsLine(signs: message.signs) }
      }
      .fixedSize(horizontal: false, vertical: true)
      .padding(.horizontal, 16)
      .padding(.vertical, 10)
      .frame(minHeight: 48)
      .background(care ? .care : mine ? .mine : .surface, in: shape)
      .overlay { shape.strokeBorder(edge.tone, lineWidth: edge.width) }
      .contentShape(shape)
    }
    .buttonStyle(.plain)
    .frame(maxWidth: 520, alignment: mine ? .trailing : .leading)
    .contextMenu { MessageActions(message: message, on: on) }
    .accessibilityElement(children: .ignore)
    .accessibilityLabel(strings.spoken(message, moments, mine: isOfPatient))
    .accessibilityHint(strings.chatActions)
    .accessibilityAddTraits(.isButton)
    .accessibilityAction { open() }
    .accessibilityActions { MessageActions(message: message, on: on) }
  }

  /// What only the clinic reads has an edge, a lock and the words, not only a colour.
  private var edge: (tone: Tone, width: CGFloat) {
    isMarked ? (.found, 3) : care ? (.careInk, 2) : (.line, 1)
  }

  /// The corner at the speaker's side is sharp where a run of words begins.
  private var shape: UnevenRoundedRectangle {
    UnevenRoundedRectangle(
      topLeadingRadius: isFirst && !mine ? 4 : 16, bottomLeadingRadius: 16, bottomTrailingRadius: 16,
      topTrailingRadius: isFirst && mine ? 4 : 16)
  }
}

/// When, and how far it came, in words.
struct DeliveryLine: View {
  let message: ChatRow.Message
  let saysReached: Bool
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments

  private var words: [String?] {
    [
      message.edited ? strings.chatEdited : nil, moments.time(message.at),
      message.clockOff ? strings.chatClockOff : nil, isSaid ? strings.delivery(message.delivery) : nil,
    ]
  }

  /// What waits or was refused says so always.
  private var isSaid: Bool {
    switch message.delivery {
    case .waiting, .refused: true
    case .sent, .delivered, .seen, .received: saysReached
    }
  }

  var body: some View {
    HStack(alignment: .firstTextBaseline, spacing: 6) {
      if isSaid, let sign { SignView(sign: sign) }
      Text(words.compactMap(\.self).joined(separator: " · "))
    }
    .font(.small)
    .foregroundStyle(look.ink)
    .padding(.horizontal, look.ground == nil ? 0 : 8)
    .padding(.vertical, look.ground == nil ? 0 : 2)
    .background { if let ground = look.ground { rounded.fill(ground) } }
  }

  private var sign: Sign? {
    switch message.delivery {
    case .waiting: .clock
    case .sent: .check
    case .delivered: .arrived
    case .seen: .eye
    case .refused: .alert
    case .received: nil
    }
  }

  private var look: (ink: Tone, ground: Tone?) {
    switch message.delivery {
    case .waiting: (.noticeInk, .notice)
    case .refused: (.alarmInk, .alarm)
    case .sent, .delivered, .seen, .received: (.inkSoft, nil)
    }
  }
}
