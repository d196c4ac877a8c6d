import KithCore
import Observation

/// The settings of this device. `SettingsHolder` in Kotlin.
@MainActor
@Observable
public final class SettingsModel {
  /// What the screen shows.
  public private(set) var state = SettingsState(settings: .loading)

  private let client: KithClient
  private let version: String
  private let go: @MainActor (Go) -> Void
  private let clock: any DeviceClock
  private let asking = Asking()
  @ObservationIgnored private var spoken: Language

  /// Reads the settings. `spoken` is the language of the screens now, `version` Kith's.
  public init(
    client: KithClient, spoken: Language, version: String, clock: any DeviceClock = SystemClock(),
    go: @escaping @MainActor (Go) -> Void
  ) {
    self.client = client
    self.spoken = spoken
    self.clock = clock
    self.version = version
    self.go = go
    read()
  }

  /// What the person did.
  public func onEvent(_ event: SettingsEvent) {
    switch event {
    case .back: go(.back)
    case .languageChosen(let language):
      spoken = language
      change { KithCore.Settings(language: language.tag, lockAfterMs: $0.lockAfterMs) }
      go(.speak(language: language.tag))
    case .lockAfterChosen(let lockAfter):
      change { KithCore.Settings(language: $0.language, lockAfterMs: lockAfter.milliseconds) }
    case .tellsSeenChosen(let tells): tellSeen(tells)
    case .lockNow: lock()
    case .renewKeys: renew()
    case .openLicences: go(.toLicences)
    case .call(let number): go(.call(number: number))
    case .resolve(let remedy): asking.resolve(remedy, go) { state.problem = nil }
    }
  }

  private func read() {
    asking.look({ [weak self] in self?.failed($0) }) { [client, weak self] in
      try await self?.show(client.settings(), client)
    }
  }

  private func show(_ kept: KithCore.Settings, _ client: KithClient) async throws {
    let (clinics, tells) = (try await client.inbox().clinics, try await client.tellsSeen())
    let settings = Settings(
      language: spoken, lockAfter: LockAfter(milliseconds: kept.lockAfterMs),
      keys: state.settings.value?.keys ?? Keys(),
      enrolments: clinics.map { Enrolment(clinic: Clinic($0), name: $0.myName, fingerprint: $0.me) },
      version: version, tellsSeen: tells)
    state.settings = .ready(settings)
  }

  private func change(_ how: @escaping @MainActor (KithCore.Settings) -> KithCore.Settings) {
    asking.ask({ [weak self] in self?.tell($0) }) { [client, weak self] in
      let changed = how(try await client.settings())
      try await client.setSettings(settings: changed)
      try await self?.show(changed, client)
    }
  }

  private func tellSeen(_ tells: Bool) {
    asking.ask({ [weak self] in self?.tell($0) }) { [client, weak self] in
      try await client.setTellsSeen(tells: tells)
      try await self?.show(client.settings(), client)
    }
  }

  private func lock() {
    asking.ask({ [weak self] in self?.tell($0) }) { [client, go] in
      try await client.lock()
      go(.toLock)
    }
  }

  /// What is wanted is kept; it is done when the others' devices were told.
  private func renew() {
    keys { $0.renewing = true }
    let failed: @MainActor (Problem) -> Void = { [weak self] in
      self?.keys { ($0.renewing, $0.waiting) = (false, false) }
      self?.tell($0)
    }
    asking.ask(failed, again: { [weak self] in self?.renew() }) { [client, weak self] in
      for circle in try await client.inbox().circles { try await client.renewKeys(circle: circle.id) }
      while !(try await client.exchanges()) {
        self?.keys { ($0.renewing, $0.waiting) = (false, true) }
        try await client.isOnline()
      }
      guard let self else { return }
      let now = clock.now()
      keys { $0 = Keys(renewedAt: now) }
    }
  }

  private func keys(_ change: (inout Keys) -> Void) {
    guard var settings = state.settings.value else { return }
    change(&settings.keys)
    state.settings = .ready(settings)
  }

  private func tell(_ problem: Problem) {
    state.problem = problem
  }

  private func failed(_ problem: Problem) {
    state.settings = .failed(problem)
  }
}

extension KithClient {
  /// Exchanges everything with every relay; answers whether they could be reached.
  fileprivate func exchanges() async throws -> Bool {
    do {
      _ = try await sync().value()
      return true
    } catch KithError.WaitForNetwork {
      return false
    }
  }

  /// Returns when every relay can be reached again.
  fileprivate func isOnline() async throws {
    for try await inbox in inboxUpdates() {
      if !inbox.clinics.contains(where: { $0.reach.cannotBeReached }) { return }
    }
  }
}

extension LockAfter {
  /// As the core keeps it.
  var milliseconds: UInt64 { UInt64(minutes) * 60_000 }

  /// The longest choice that is not longer than what was kept; a minute where nothing was.
  init(milliseconds kept: UInt64?) {
    guard let kept else {
      self = .oneMinute
      return
    }
    self = LockAfter.allCases.last { $0.milliseconds <= kept } ?? .atOnce
  }
}
