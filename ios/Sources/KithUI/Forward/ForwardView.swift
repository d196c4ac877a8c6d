import KithKit
import KithStrings
import SwiftUI

/// Where to say a message's words once more, and what has to be known before they go.
public struct ForwardView: View {
  private let state: ForwardState
  private let on: @MainActor (ForwardEvent) -> Void
  @Environment(\.strings) private var strings

  public init(state: ForwardState, on: @escaping @MainActor (ForwardEvent) -> Void) {
    self.state = state
    self.on = on
  }

  public var body: some View {
    Whole(content: state.places, resolve: { on(.resolve($0)) }) { places in
      if let sent = state.sent {
        done(sent)
      } else if places.isEmpty {
        Nothing(title: strings.forwardNowhereTitle, words: strings.forwardNowhereBody) {
          Button(strings.actionGoBack) { on(.back) }.buttonStyle(.main)
        }
      } else {
        choice(places)
      }
    }
    .safeAreaInset(edge: .top, spacing: 0) { OfflineLine(connection: state.connection) }
    .sheet(isPresented: isAsked) { if let asks = state.asks { question(asks) } }
    .navigationTitle(strings.forwardTitle)
    .navigationBarTitleDisplayMode(.inline)
  }

  /// Swiping the question away is leaving it.
  private var isAsked: Binding<Bool> {
    .telling(state.asks != nil) { if !$0 { on(.cancel) } }
  }

  @ViewBuilder private var problem: some View {
    if let problem = state.problem { ProblemNote(problem: problem) { on(.resolve($0)) } }
  }

  private func choice(_ places: [ForwardPlace]) -> some View {
    Page(spacing: 16) {
      if state.asks == nil { problem }
      if state.changed {
        SignedLine(sign: .alert, words: strings.forwardChanged, ink: .noticeInk).announced(strings.forwardChanged)
      }
      // All of them: nobody passes on what they could not read here.
      Card(ground: .sunken) { Text(state.words) }
      SignedLine(sign: .info, words: strings.forwardYours)
      Text(strings.forwardLead).heading()
      ForEach(places) { place in
        Button {
          on(.choose(circleId: place.circleId, audience: place.audience))
        } label: {
          PlaceLines(place: place)
        }
        .buttonStyle(.plain)
        .disabled(state.sending)
      }
    }
  }

  /// Who will read it that could not where it was said.
  private func question(_ asks: ForwardAsk) -> some View {
    Page(spacing: 16) {
      Text(strings.forwardAsk).heading().padding(.top, 24)
      PlaceLines(place: asks.place)
      Card(ground: .notice) {
        SignedLine(
          sign: .eye, words: strings.forwardReaders(names: strings.names(asks.readers)), ink: .noticeInk, font: .strong)
      }
      Text(state.words).foregroundStyle(.inkSoft).lineLimit(6)
      problem
      Button(state.sending ? strings.stateWorking : strings.forwardYes) { on(.send) }
        .buttonStyle(.main)
        .disabled(state.sending)
      Button(strings.actionCancel) { on(.cancel) }.buttonStyle(.other)
    }
    .presentationDetents([.medium, .large])
    .coveredWhenInactive()
  }

  private func done(_ place: ForwardPlace) -> some View {
    Middle {
      SignView(sign: .check).font(.largeTitle).foregroundStyle(.accent)
      Text(strings.forwardSent(name: place.title)).heading().multilineTextAlignment(.center)
      Button(strings.forwardShow) { on(.show) }.buttonStyle(.main)
      Button(strings.actionGoBack) { on(.back) }.buttonStyle(.other)
    }
    .announced(strings.forwardSent(name: place.title))
  }
}

/// A place: the conversation, and who of it reads what is said there.
private struct PlaceLines: View {
  let place: ForwardPlace
  @Environment(\.strings) private var strings

  var body: some View {
    let care = place.audience == .care
    VStack(alignment: .leading, spacing: 4) {
      Text(place.title).font(.strong).foregroundStyle(.ink)
      if place.mine { Text(strings.inboxMine).font(.smallStrong).foregroundStyle(.accent) }
      SignedLine(
        sign: care ? .lock : place.audience == .pair ? .person : .people, words: strings.audience(place.audience),
        ink: care ? .careInk : .ink)
    }
    .multilineTextAlignment(.leading)
    .padding(.horizontal, 16)
    .padding(.vertical, 12)
    .frame(maxWidth: .infinity, minHeight: 56, alignment: .leading)
    .background(care ? .care : .surface, in: rounded)
    .overlay { rounded.strokeBorder(care ? .careInk : .edge, lineWidth: 1) }
    .contentShape(rounded)
    .accessibilityElement(children: .combine)
  }
}
