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
    case .lockNow: lock()
    case .renewKeys: renew()
    case .openLicences: go(.toLicences)
    case .resolve(let remedy): resolve(remedy)
    }
  }

  private func read() {
    asking.ask({ [weak self] in self?.failed($0) }) { [client, weak self] in
      let kept = try await client.settings()
      let clinics = try await client.inbox().clinics
      self?.show(kept, clinics)
    }
  }

  private func show(_ kept: KithCore.Settings, _ clinics: [ClinicRow]) {
    let settings = Settings(
      name: clinics.first?.myName ?? "", language: spoken,
      lockAfter: LockAfter(milliseconds: kept.lockAfterMs),
      keys: state.settings.value?.keys ?? Keys(fingerprint: clinics.first?.me ?? ""),
      clinics: clinics.map { Clinic($0) }, version: version)
    state.settings = .ready(settings)
  }

  private func change(_ how: @escaping @MainActor (KithCore.Settings) -> KithCore.Settings) {
    asking.ask({ [weak self] in self?.tell($0) }) { [client, weak self] in
      let changed = how(try await client.settings())
      try await client.setSettings(settings: changed)
      let clinics = try await client.inbox().clinics
      self?.show(changed, clinics)
    }
  }

  private func lock() {
    asking.ask({ [weak self] in self?.tell($0) }) { [client, go] in
      try await client.lock()
      go(.toLock)
    }
  }

  private func renew() {
    renewing(true)
    asking.ask({ [weak self] in
      self?.renewing(false)
      self?.tell($0)
    }) { [client, weak self] in
      for circle in try await client.inbox().circles { try await client.renewKeys(circle: circle.id) }
      self?.renewing(false, renewed: true)
    }
  }

  private func renewing(_ renewing: Bool, renewed: Bool = false) {
    guard var settings = state.settings.value else { return }
    settings.keys.renewing = renewing
    if renewed { settings.keys.renewedAt = clock.now() }
    state.settings = .ready(settings)
  }

  private func tell(_ problem: Problem) {
    state.problem = problem
  }

  private func failed(_ problem: Problem) {
    state.settings = .failed(problem)
  }

  private func resolve(_ remedy: Remedy) {
    state.problem = nil
    if let way = remedy.way { return go(way) }
    if state.settings.problem != nil { read() }
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
