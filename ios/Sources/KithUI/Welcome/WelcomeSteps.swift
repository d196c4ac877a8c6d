import KithKit
import KithStrings
import SwiftUI

/// A link is pasted or typed.
struct LinkStep: View {
  let link: String
  let checking: Bool
  let problem: Problem?
  let on: @MainActor (WelcomeEvent) -> Void
  @Environment(\.strings) private var strings

  /// Whether it is not the link that is wrong: the same once more may do.
  private var passes: Bool { problem?.remedy == .tryAgain }

  var body: some View {
    Page {
      Text(strings.welcomeLinkHelp)
      Field(
        label: strings.welcomeLinkField, text: .telling(link) { on(.linkChanged($0)) }, hint: "kith://…",
        fault: passes ? nil : problem.map(strings.sentence), kind: .link, submit: { on(.linkDone) })
      if let problem, passes { ProblemNote(problem: problem) { on(.resolve($0)) } }
    }
    .safeAreaInset(edge: .bottom) {
      Foot {
        Button(checking ? strings.welcomeLinkChecking : strings.welcomeLinkGo) { on(.linkDone) }
          .buttonStyle(.main)
          .disabled(link.isBlank || checking)
        Button(strings.welcomeScan, sign: .code) { on(.scanCode) }.buttonStyle(.other)
      }
    }
    .step(strings.welcomeLinkTitle) { on(.back) }
  }
}

/// A code is read.
struct ScanStep<CameraView: View>: View {
  let seeing: Camera
  let problem: Problem?
  let on: @MainActor (WelcomeEvent) -> Void
  @ViewBuilder let camera: () -> CameraView
  @Environment(\.strings) private var strings

  var body: some View {
    Page {
      Text(strings.finderHelp(seeing))
      if seeing == .ready { Finder(camera: camera) }
      if let problem { ProblemNote(problem: problem) { on(.resolve($0)) } }
    }
    .safeAreaInset(edge: .bottom) {
      Foot {
        if seeing == .notAllowed {
          Button(strings.welcomeCameraAllow) { on(.allowCamera) }.buttonStyle(.main)
        }
        Button(strings.welcomeOpenPicture) { on(.openPicture) }
          .buttonStyle(WeightedButtonStyle(weight: seeing == .none ? .main : .other))
        Button(strings.welcomeLink, sign: .link) { on(.enterLink) }.buttonStyle(.other)
      }
    }
    .step(strings.welcomeScanTitle) { on(.back) }
  }
}
