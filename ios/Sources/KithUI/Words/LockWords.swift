import KithKit
import KithStrings

extension Strings {
  /// What stands large at the door.
  func lockHeading(_ state: LockState) -> String {
    switch state.phase {
    case .noDeviceLock: return lockNoDeviceLockTitle
    case .keyLost: return lockKeyLostTitle
    case .closed:
      guard state.people.count == 1, let only = state.people.first else { return lockWho }
      // Whoever has not said their name yet is greeted without one.
      return only.name.isBlank ? welcomeTitle : lockHello(name: only.name)
    case .failed(let problem): return title(problem) ?? lockTitle
    default: return lockTitle
    }
  }

  /// What stands under it.
  func lockPhase(_ phase: LockPhase) -> String {
    switch phase {
    case .closed: lockTitle
    case .asking: lockAsking
    case .opening: lockOpening
    case .notRecognised: lockNotRecognised
    case .noDeviceLock: lockNoDeviceLockBody
    case .keyLost: lockKeyLostBody
    case .failed(let problem): sentence(problem)
    }
  }
}
