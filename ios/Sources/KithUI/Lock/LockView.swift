import KithKit
import KithStrings
import SwiftUI

/// The door to the messages: one button for whoever is at home here.
public struct LockView: View {
  private let state: LockState
  private let on: @MainActor (LockEvent) -> Void
  @Environment(\.strings) private var strings

  public init(state: LockState, on: @escaping @MainActor (LockEvent) -> Void) {
    self.state = state
    self.on = on
  }

  public var body: some View {
    Middle {
      SignView(sign: .lock).font(.largeTitle).foregroundStyle(.accent)
      Text(strings.lockHeading(state)).heading(.title.bold()).multilineTextAlignment(.center)
      Text(strings.lockPhase(state.phase)).multilineTextAlignment(.center).announced(strings.lockPhase(state.phase))
      if state.people.count > 1 && isAtTheDoor { who }
    }
    .safeAreaInset(edge: .bottom, spacing: 0) {
      VStack(spacing: 0) {
        Foot { doing }
        ForEach(state.emergency, id: \.self) { number in
          EmergencyBar(number: number) { on(.call(number: $0)) }
        }
      }
    }
  }

  /// Whether someone else may come instead.
  private var isAtTheDoor: Bool {
    switch state.phase {
    case .closed, .notRecognised, .failed: true
    default: false
    }
  }

  private var chosen: String? {
    state.chosen ?? (state.people.count == 1 ? state.people.first?.id : nil)
  }

  private var who: some View {
    ForEach(state.people) { person in
      Choice(label: person.name, isChosen: person.id == state.chosen) { on(.choose(personId: person.id)) }
    }
  }

  @ViewBuilder private var doing: some View {
    switch state.phase {
    case .closed, .notRecognised, .asking:
      Button(state.phase == .notRecognised ? strings.actionTryAgain : strings.lockOpen) {
        if let chosen { on(.open(personId: chosen)) }
      }
      .buttonStyle(.main)
      .disabled(chosen == nil)
    case .noDeviceLock: Button(strings.lockDeviceSettings) { on(.openDeviceSettings) }.buttonStyle(.main)
    case .keyLost:
      Button(strings.actionStartOver) { on(.startOver) }.buttonStyle(.main)
      ForEach(state.telephones, id: \.self) { number in
        CallTheClinic(number: number) { on(.call(number: $0)) }
      }
    case .failed(let problem): RemedyButtons(problem: problem) { on(.resolve($0)) }
    case .opening: ProgressView()
    }
  }
}
