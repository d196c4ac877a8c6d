import KithKit
import KithStrings
import SwiftUI

/// Where one writes: to whom, who reads it, when the clinic will (`hours`, in its own words), the words.
struct ComposerBar: View {
  let state: ComposerState
  let hours: String
  let on: @MainActor (ChatEvent) -> Void
  @Environment(\.strings) private var strings
  @Environment(\.dynamicTypeSize) private var size

  var body: some View {
    VStack(spacing: 0) {
      Rectangle().fill(.line).frame(height: 1)
      VStack(alignment: .leading, spacing: 10) {
        if size.isAccessibilitySize {
          AudienceInBrief(state: state, hours: hours, on: on)
        } else {
          if state.choices.count > 1 { audiences }
          ReadersLine(state: state, hours: hours)
        }
        if let was = state.editing { edited(was) }
        if let quote = state.quote { answered(quote) }
        if !state.naming.isEmpty { naming }
        words
      }
      .padding(.horizontal, 16)
      .padding(.vertical, 10)
      .readable(832)
    }
  }

  private var audiences: some View {
    HStack(spacing: 8) {
      ForEach(state.choices, id: \.self) { audience in
        AudienceChoice(audience: audience, isChosen: audience == state.audience) { on(.audienceChosen(audience)) }
      }
    }
    .accessibilityElement(children: .contain)
    .accessibilityLabel(strings.chatAudienceQuestion)
  }

  /// Which message gets other words, and the way out of it.
  private func edited(_ was: String) -> some View {
    HStack(spacing: 8) {
      VStack(alignment: .leading, spacing: 0) {
        SignedLine(sign: .pen, words: strings.chatEditing, ink: .noticeInk, font: .smallStrong)
        Text(was).font(.small).foregroundStyle(.noticeInk).lineLimit(2)
      }
      .frame(maxWidth: .infinity, alignment: .leading)
      .padding(.vertical, 8)
      Button {
        on(.cancelEdit)
      } label: {
        SignView(sign: .cross).foregroundStyle(.noticeInk).frame(width: 48, height: 48).contentShape(rounded)
      }
      .buttonStyle(.plain)
      .accessibilityLabel(strings.chatEditStop)
    }
    .padding(.leading, 16)
    .background(.notice, in: rounded)
  }

  /// What is answered, and the way out of it.
  private func answered(_ quote: Quote) -> some View {
    HStack(spacing: 8) {
      QuoteLines(quote: quote).frame(maxWidth: .infinity, alignment: .leading)
      Button {
        on(.cancelReply)
      } label: {
        SignView(sign: .cross).foregroundStyle(.ink).frame(width: 48, height: 48).contentShape(rounded)
      }
      .buttonStyle(.plain)
      .accessibilityLabel(strings.chatReplyStop)
    }
  }

  /// Whom the @ may mean; the words scroll on beside it where there are many.
  private var naming: some View {
    VStack(alignment: .leading, spacing: 4) {
      Text(strings.chatMention).font(.small).foregroundStyle(.inkSoft)
      ScrollView {
        VStack(alignment: .leading, spacing: 4) {
          ForEach(state.naming) { person in
            Button {
              on(.nameChosen(personId: person.id))
            } label: {
              SignedLine(sign: .person, words: person.name, ink: .accent, font: .strong)
                .frame(minHeight: 48)
                .contentShape(Rectangle())
            }
            .buttonStyle(.plain)
          }
        }
      }
      .frame(maxHeight: 160)
    }
  }

  private var words: some View {
    HStack(alignment: .bottom, spacing: 10) {
      TextField(
        strings.chatField, text: .telling(state.draft) { on(.draftChanged(text: $0, of: state.number)) },
        prompt: Text(strings.chatField).foregroundStyle(.inkSoft), axis: .vertical
      )
      .lineLimit(1...5)
      .entry()
      if waits {
        Button(action: askWhen) {
          SignView(sign: .clock)
            .font(.heading)
            .foregroundStyle(.accent)
            .frame(width: 48, height: 56)
            .contentShape(rounded)
        }
        .buttonStyle(.plain)
        .accessibilityLabel(strings.chatSendLater)
      }
      send
    }
  }

  /// Whether what stands there can be sent at another time: other words for a message wait for nothing.
  private var waits: Bool { !state.draft.isBlank && state.editing == nil }

  private func askWhen() { on(.ask(.when())) }

  private var send: some View {
    let ready = !state.draft.isBlank
    let care = state.audience == .care
    return Button {
      on(.send(of: state.number))
    } label: {
      SignView(sign: state.editing == nil ? .send : .check)
        .font(.heading)
        .foregroundStyle(!ready ? .inkSoft : care ? .care : .onAccent)
        .frame(width: 56, height: 56)
        .background(!ready ? .sunken : care ? .careInk : .accent, in: rounded)
        .contentShape(rounded)
    }
    .buttonStyle(.plain)
    .disabled(!ready)
    .contextMenu {
      if waits { Button(strings.chatSendLater, sign: .clock, action: askWhen) }
    }
    .accessibilityLabel(state.editing == nil ? strings.chatSend : strings.chatEditSave)
  }
}
