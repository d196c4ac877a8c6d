import KithCore
import Observation

/// The door. `LockHolder` in Kotlin.
@MainActor
@Observable
public final class LockModel {
  /// Opens Kith for someone: asks the platform for their finger or face, then unlocks or opens their client.
  /// `recognised` is called in between. Throws `KithError`.
  public typealias Open =
    @MainActor (_ person: LockedPerson, _ recognised: @MainActor () -> Void) async throws -> Void

  /// What the screen shows.
  public private(set) var state: LockState

  private let open: Open
  private let go: @MainActor (Go) -> Void
  private let asking = Asking()

  /// A door for `people`, the one who was here last first. `emergency` are the numbers to call in an emergency, and
  /// `telephones` the clinics' own, as far as the device knows them.
  public init(
    people: [LockedPerson], emergency: [String] = [], telephones: [String] = [], open: @escaping Open,
    go: @escaping @MainActor (Go) -> Void
  ) {
    self.open = open
    self.go = go
    state = LockState(people: people, chosen: people.first?.id, emergency: emergency, telephones: telephones)
  }

  /// What the person did.
  public func onEvent(_ event: LockEvent) {
    switch event {
    case .open(let id): state.people.first { $0.id == id }.map { open(for: $0) }
    case .choose(let id):
      state.chosen = id
      state.phase = .closed
    case .call(let number): go(.call(number: number))
    case .openDeviceSettings: go(.toDeviceSettings(forSpace: false))
    case .startOver: go(.toWelcome)
    case .resolve(let remedy): resolve(remedy)
    }
  }

  private func resolve(_ remedy: Remedy) {
    switch remedy {
    case .tryAgain, .goBack, .understood, .unlock: state.chosen.map { onEvent(.open(personId: $0)) }
    // Where room was made it is tried again from here.
    case .freeSpace: remedy.way.map(go)
    case .update:
      remedy.way.map(go)
      // Whoever comes back finds the door as it was at first, and can try it again.
      state.phase = .closed
    case .startOver: go(.toWelcome)
    }
  }

  private func open(for person: LockedPerson) {
    guard state.phase != .asking, state.phase != .opening else { return }
    state.chosen = person.id
    state.phase = .asking
    asking.ask({ _ in }) { [open, go, weak self] in
      do {
        try await open(person) { self?.state.phase = .opening }
        go(.opened(person))
      } catch {
        self?.state.phase = LockPhase(error)
      }
    }
  }
}

extension LockPhase {
  /// What kept the door shut.
  fileprivate init(_ error: any Error) {
    self =
      switch error as? KithError {
      case .Unlock(code: "vault.no-device-lock"): .noDeviceLock
      case .Unlock: .notRecognised
      case .GetHelp(code: "vault.key-lost"): .keyLost
      default: .failed(Problem(error))
      }
  }
}
