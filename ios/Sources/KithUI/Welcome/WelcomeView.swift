import KithKit
import KithStrings
import SwiftUI

/// The way in, for someone with an invitation. The app draws what the camera sees, and hands on what a code says.
public struct WelcomeView<CameraView: View>: View {
  private let state: WelcomeState
  private let on: @MainActor (WelcomeEvent) -> Void
  private let camera: () -> CameraView

  public init(
    state: WelcomeState, on: @escaping @MainActor (WelcomeEvent) -> Void,
    @ViewBuilder camera: @escaping () -> CameraView
  ) {
    self.state = state
    self.on = on
    self.camera = camera
  }

  public var body: some View {
    switch state.step {
    case .start: WelcomeStart(language: state.language, on: on)
    case .link(let link, let checking, let problem):
      LinkStep(link: link, checking: checking, problem: problem, on: on)
    case .scan(let seeing, let problem): ScanStep(seeing: seeing, problem: problem, on: on, camera: camera)
    }
  }
}

/// What Kith is, and two ways to go on.
private struct WelcomeStart: View {
  let language: Language
  let on: @MainActor (WelcomeEvent) -> Void
  @Environment(\.strings) private var strings

  var body: some View {
    Page {
      Text(strings.appName).font(.heading).foregroundStyle(.accent).padding(.top, 40)
      Text(strings.welcomeTitle).heading(.largeTitle.bold())
      Text(strings.welcomeLead)
      SignedLine(sign: .lock, words: strings.welcomePromise, font: .body)
      SignedLine(sign: .phone, words: strings.emergencyBare, font: .body)
      Text(strings.welcomeNeed).font(.strong)
      Button(strings.welcomeScan, sign: .code) { on(.scanCode) }.buttonStyle(.main)
      Button(strings.welcomeLink, sign: .link) { on(.enterLink) }.buttonStyle(.other)
      Part(name: strings.welcomeLanguage) {
        ForEach(Language.offered, id: \.self) { offered in
          Choice(label: offered.ownName, isChosen: offered == language) { on(.languageChosen(offered)) }
        }
      }
    }
  }
}
