import Foundation
import Observation

/// Where works and their licences are written down.
public protocol WorksSource: Sendable {
  /// Every work, in the order of their names.
  func works() async throws -> [Work]
  /// The words of a work's licence.
  func licence(of work: Work) async throws -> String
}

/// Whose work is in Kith.
@MainActor
@Observable
public final class LicencesModel {
  /// What the screen shows.
  public private(set) var state = LicencesState(works: .loading)

  private let source: any WorksSource
  private let go: @MainActor (Go) -> Void
  private let asking = Asking()

  /// Reads the works of a source.
  public init(source: any WorksSource, go: @escaping @MainActor (Go) -> Void) {
    self.source = source
    self.go = go
    read()
  }

  /// What the person did.
  public func onEvent(_ event: LicencesEvent) {
    switch event {
    case .back: if state.open == nil { go(.back) } else { state.open = nil }
    case .open(let id): state.works.value?.first { $0.id == id }.map(open)
    case .resolve(let remedy): resolve(remedy)
    }
  }

  private func read() {
    state.works = .loading
    let failed: @MainActor (Problem) -> Void = { [weak self] in self?.state.works = .failed($0) }
    asking.ask(failed, again: { [weak self] in self?.read() }) { [source, weak self] in
      let works = try await source.works()
      self?.state.works = .ready(works)
    }
  }

  private func open(_ work: Work) {
    state.open = OpenLicence(work: work, text: .loading)
    asking.ask({ [weak self] in self?.show(.failed($0), of: work) }, again: { [weak self] in self?.open(work) }) {
      [source, weak self] in
      let text = try await source.licence(of: work)
      self?.show(.ready(text), of: work)
    }
  }

  /// What was left meanwhile is not shown any more.
  private func show(_ text: Content<String>, of work: Work) {
    if state.open?.work == work { state.open?.text = text }
  }

  private func resolve(_ remedy: Remedy) {
    if remedy == .goBack { onEvent(.back) } else { asking.resolve(remedy, go) }
  }
}
