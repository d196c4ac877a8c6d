import KithCore
import Observation

/// The first screen: how someone gets in. `WelcomeHolder` in Kotlin.
@MainActor
@Observable
public final class WelcomeModel {
  /// What the screen shows.
  public private(set) var state: WelcomeState

  private let client: KithClient
  private let camera: @MainActor () -> Camera
  private let go: @MainActor (Go) -> Void
  private let asking = Asking()

  /// A first screen. `camera` says whether the device can see, when the code is to be read.
  public init(
    client: KithClient, language: Language, camera: @escaping @MainActor () -> Camera,
    go: @escaping @MainActor (Go) -> Void
  ) {
    self.client = client
    self.camera = camera
    self.go = go
    state = WelcomeState(language: language)
  }

  /// What the person did.
  public func onEvent(_ event: WelcomeEvent) {
    switch event {
    case .enterLink: state.step = .link()
    case .scanCode: state.step = .scan(camera: camera())
    case .linkChanged(let link): state.step = .link(link: link)
    case .linkDone: if case .link(let link, _, _) = state.step { read(link) }
    case .codeRead(let text): read(text)
    case .openPicture: go(.pickPicture)
    case .allowCamera: go(.askForCamera)
    case .languageChosen(let language):
      state.language = language
      go(.speak(language: language.tag))
    case .back: if state.step == .start { go(.back) } else { state.step = .start }
    case .resolve(let remedy): resolve(remedy)
    }
  }

  private func read(_ text: String) {
    change(problem: nil, checking: true)
    asking.ask(
      { [weak self] in self?.change(problem: $0, checking: false) }, again: { [weak self] in self?.read(text) }
    ) { [client, go, weak self] in
      let link = try findLink(text: text)
      _ = try await client.readLink(link: link)
      self?.change(problem: nil, checking: false)
      go(.toConsent(link: link))
    }
  }

  private func resolve(_ remedy: Remedy) {
    if remedy.leavesIt { return asking.resolve(remedy, go) }
    change(problem: nil, checking: false)
    // What one goes back to from a link that is no good is the start.
    if remedy == .goBack { onEvent(.back) } else { asking.resolve(remedy, go) }
  }

  private func change(problem: Problem?, checking: Bool) {
    switch state.step {
    case .start: break
    case .link(let link, _, _): state.step = .link(link: link, checking: checking, problem: problem)
    case .scan(let camera, _): state.step = .scan(camera: camera, problem: problem)
    }
  }
}
