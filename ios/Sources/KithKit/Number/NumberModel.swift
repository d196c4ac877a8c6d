import Foundation
import KithCore
import Observation

/// The number of this person and another one. `NumberHolder` in Kotlin.
@MainActor
@Observable
public final class NumberModel {
  /// What the screen shows.
  public private(set) var state: NumberState

  private let client: KithClient
  private let circle: CircleId
  private let person: PersonId
  private let camera: @MainActor () -> Camera
  private let go: @MainActor (Go) -> Void
  private let asking = Asking()

  /// Looks at a number. `name` is what the other one is called, empty where nobody knows yet; `opposite` is where they
  /// stand; `camera` says whether the device can see, when a code is to be read.
  public init(
    client: KithClient, circle: CircleId, person: PersonId, name: String, opposite: Opposite,
    camera: @escaping @MainActor () -> Camera, go: @escaping @MainActor (Go) -> Void
  ) {
    self.client = client
    self.circle = circle
    self.person = person
    self.camera = camera
    self.go = go
    state = NumberState(name: name, number: .loading, opposite: opposite, sees: camera() != .none)
    read()
  }

  /// What the person did.
  public func onEvent(_ event: NumberEvent) {
    switch event {
    case .back: if state.camera == nil { go(.back) } else { look(nil) }
    case .scan: look(camera())
    case .codeRead(let text): compare(text)
    case .allowCamera: go(.askForCamera)
    case .same: keep(.same)
    case .different: keep(.different)
    case .takeBack: keep(.unsure)
    case .resolve(let remedy): asking.resolve(remedy, go) { state.problem = nil }
    }
  }

  private func look(_ camera: Camera?) {
    state.camera = camera
    state.compared = nil
  }

  private func read() {
    asking.look({ [weak self] in self?.failed($0) }) { [client, circle, person, weak self] in
      self?.show(try await client.number(circle: circle, person: person))
    }
  }

  private func show(_ number: KithCore.PairNumber) {
    state.number = .ready(
      PairNumber(
        groups: number.groups, code: number.code, checked: number.checked.map(Date.init(milliseconds:)),
        different: number.different != nil))
  }

  private func compare(_ text: String) {
    asking.ask({ [weak self] in self?.stopped($0) }, again: { [weak self] in self?.compare(text) }) {
      [client, circle, person, weak self] in
      let said = try await client.checkNumber(circle: circle, person: person, scanned: text)
      let number = try await client.number(circle: circle, person: person)
      self?.look(nil)
      self?.state.compared = Compared(said)
      self?.show(number)
    }
  }

  private func keep(_ came: Comparison) {
    // It is said of the number that was seen.
    guard let seen = state.number.value?.code else { return }
    asking.ask({ [weak self] in self?.stopped($0) }, again: { [weak self] in self?.keep(came) }) {
      [client, circle, person, weak self] in
      try await client.setChecked(circle: circle, person: person, seen: seen, came: came)
      let number = try await client.number(circle: circle, person: person)
      self?.state.compared = came == .different ? .different : nil
      self?.show(number)
    }
  }

  private func stopped(_ problem: Problem) {
    state.camera = nil
    state.problem = problem
  }

  private func failed(_ problem: Problem) {
    state.number = .failed(problem)
  }
}

extension Compared {
  fileprivate init(_ said: NumberCheck) {
    self =
      switch said {
      case .same: .same
      case .different: .different
      case .notOfKith: .notOfKith
      }
  }
}
