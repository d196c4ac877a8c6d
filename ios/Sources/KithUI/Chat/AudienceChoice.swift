import KithKit
import KithStrings
import SwiftUI

/// One of those whom a person can write to: chosen is told by a tick, a thick edge and heavy letters.
struct AudienceChoice: View {
  let audience: Audience
  let isChosen: Bool
  let choose: @MainActor () -> Void
  @Environment(\.strings) private var strings

  private var care: Bool { audience == .care }
  private var ink: Tone { care ? .careInk : .accent }

  var body: some View {
    Button(action: choose) {
      HStack(spacing: 8) {
        SignView(sign: isChosen ? .check : care ? .lock : .people).foregroundStyle(ink)
        Text(strings.audience(audience)).font(isChosen ? .smallStrong : .small).foregroundStyle(.ink)
      }
      .padding(.horizontal, 10)
      .padding(.vertical, 8)
      .frame(maxWidth: .infinity, minHeight: 48)
      .background(!isChosen ? .surface : care ? .care : .mine, in: rounded)
      .overlay { rounded.strokeBorder(isChosen ? ink : .edge, lineWidth: isChosen ? 3 : 1) }
      .contentShape(rounded)
    }
    .buttonStyle(.plain)
    .accessibilityAddTraits(isChosen ? .isSelected : [])
  }
}

/// Who reads what is being written.
struct ReadersLine: View {
  let state: ComposerState
  let hours: String
  @Environment(\.strings) private var strings
  @Environment(\.mine) private var mine

  var body: some View {
    let care = state.audience == .care
    SignedLine(
      sign: care ? .lock : .people, words: strings.readers(state.audience, state.readers, mine: mine),
      ink: care ? .careInk : .ink)
    if care && !hours.isBlank { SignedLine(sign: .clock, words: strings.chatHours(hours: hours)) }
  }
}

/// With large letters one line says who reads it, and opens the rest.
struct AudienceInBrief: View {
  let state: ComposerState
  let hours: String
  let on: @MainActor (ChatEvent) -> Void
  @Environment(\.strings) private var strings
  @State private var isOpen = false

  var body: some View {
    AudienceChoice(audience: state.audience, isChosen: true) { isOpen = true }
      .sheet(isPresented: $isOpen) { choices }
  }

  private var choices: some View {
    Page(spacing: 16) {
      Text(strings.chatAudienceQuestion).heading().padding(.top, 24)
      if state.choices.count > 1 {
        ForEach(state.choices, id: \.self) { audience in
          Choice(label: strings.audience(audience), isChosen: audience == state.audience) {
            on(.audienceChosen(audience))
          }
        }
      }
      ReadersLine(state: state, hours: hours)
      Button(strings.actionClose) { isOpen = false }.buttonStyle(.main)
    }
    .coveredWhenInactive()
  }
}
