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
  @ObservationIgnored private var reading: Task<Void, Never>?

  /// Reads the works of a source.
  public init(source: any WorksSource, go: @escaping @MainActor (Go) -> Void) {
    self.source = source
    self.go = go
    read()
  }

  /// What the person did.
  public func onEvent(_ event: LicencesEvent) {
    switch event {
    case .back: if state.open == nil { go(.back) } else { close() }
    case .open(let id): state.works.value?.first { $0.id == id }.map(open)
    case .resolve(let remedy): resolve(remedy)
    }
  }

  private func read() {
    state.works = .loading
    reading = Task { [source, weak self] in
      let works = try? await source.works()
      self?.state.works = works.map { .ready($0) } ?? .failed(.unexpected)
    }
  }

  private func open(_ work: Work) {
    state.open = OpenLicence(work: work, text: .loading)
    reading = Task { [source, weak self] in
      let text = try? await source.licence(of: work)
      guard self?.state.open?.work == work else { return }
      self?.state.open?.text = text.map { .ready($0) } ?? .failed(.unexpected)
    }
  }

  private func close() {
    reading?.cancel()
    state.open = nil
  }

  private func resolve(_ remedy: Remedy) {
    guard remedy == .tryAgain else { return onEvent(.back) }
    if let open = state.open { self.open(open.work) } else { read() }
  }
}
