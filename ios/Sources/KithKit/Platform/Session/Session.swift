import Foundation
import KithCore
import Observation

/// One person's Kith on this device: opened with their key, let go of before iOS stops the process, closed when it is
/// locked so that no key stays in memory.
///
/// iOS kills a process that it stops while it holds a lock on a file of the app group: therefore ``follow(_:)``
/// suspends the store on the way to the background, within time that it asked for.
@MainActor
@Observable
public final class Session {
  /// So long the store is waited for where someone else has it: the extension, which collects for 20 s at most.
  static let patience: Duration = .seconds(25)

  /// The client while it is open; `nil` while it is locked.
  public private(set) var client: KithClient?
  /// When the next of what waits for its time was due, as it was known when nobody looked any more; `nil` where nothing
  /// waited.
  public private(set) var due: Date?

  private let store: URL
  private let vault: SealedKeyVault
  private let clock: any DeviceClock
  private let time: any BackgroundTime
  private let wait: @MainActor (Duration) async throws -> Void
  private let begins: @MainActor (KithClient) -> Void
  private let locked: @MainActor () -> Void
  private let changing = Turns()
  @ObservationIgnored private var known: KithClient?
  @ObservationIgnored private var scene = SceneLife.active
  @ObservationIgnored private var visits = 0
  @ObservationIgnored private var suspended = false
  @ObservationIgnored private var left: Date?
  @ObservationIgnored private var lockAfter: TimeInterval = 60

  /// A session that is locked. `wait` lets time pass. `begins` is given Kith before it talks to anyone. `locked` is called when it has locked itself, since nobody was
  /// here for so long.
  public init(
    store: URL, vault: SealedKeyVault, time: any BackgroundTime, clock: any DeviceClock = SystemClock(),
    wait: @escaping @MainActor (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
    begins: @escaping @MainActor (KithClient) -> Void = { _ in }, locked: @escaping @MainActor () -> Void
  ) {
    self.store = store
    self.vault = vault
    self.time = time
    self.clock = clock
    self.wait = wait
    self.begins = begins
    self.locked = locked
  }

  /// Opens it for the person, until ``lock()``. Throws `KithError`.
  @discardableResult
  public func open() async throws -> KithClient {
    try await changing.take { [self] in
      left = nil
      if let client { return client }
      let opened = try await onceFree(while: { scene != .background }) { try await entered() }
      client = opened
      opened.foreground(seen: scene == .active)
      return opened
    }
  }

  /// Locks it, whatever is going on: the keys are wiped.
  public func lock() async {
    await changing.take { [self] in await close() }
  }

  /// Does something while nobody looks: opens it if it is locked, takes it up if it is suspended, and puts it back as
  /// it was. Throws `KithError`, or what `work` throws.
  public func visit<Value: Sendable>(
    _ work: @MainActor (KithClient) async throws -> Value
  ) async throws -> Value {
    let visited = try await changing.take { [self] in
      let visited = try await onceFree { try await entered() }
      visits += 1
      return visited
    }
    let result: Result<Value, any Error>
    do { result = .success(try await work(visited)) } catch { result = .failure(error) }
    await changing.take { [self] in
      visits -= 1
      await rest()
    }
    return try result.get()
  }

  /// The app came to the screen, or went from it. Returns when the store is as it should be.
  public func follow(_ life: SceneLife) async {
    scene = life
    switch life {
    case .inactive: break
    case .active: await changing.take { [self] in await returned() }
    case .background:
      let now = clock.now()
      let granted = Granted(time)
      await changing.take { [self] in await leave(at: now) }
      granted.end()
    }
  }

  private func leave(at moment: Date) async {
    guard let client, scene == .background else { return }
    client.foreground(seen: false)
    if left == nil { left = moment }
    if let kept = try? await client.settings().lockAfterMs { lockAfter = TimeInterval(kept) / 1000 }
    due = (try? await client.nextLater()).map(Date.init(milliseconds:))
    await rest()
  }

  private func returned() async {
    guard scene != .background else { return }
    if isOverdue { return await lockItself() }
    left = nil
    guard let client else { return }
    do {
      if suspended { try await onceFree(while: { scene != .background }) { try await resume(client) } }
      // Whoever looks again has every relay tried at once, and hears sooner of a connection that died.
      client.foreground(seen: scene == .active)
    } catch {
      // Gone again before the store was to be had: it is still let go of.
      if scene == .background && suspended { return }
      // The key, or room, cannot be had now: the door says what it is.
      await lockItself()
    }
  }

  /// Whether nobody was here for longer than they allowed. A clock that was set back counts as too long.
  private var isOverdue: Bool {
    guard let left else { return false }
    let gone = clock.now().timeIntervalSince(left)
    return gone < 0 || gone >= lockAfter
  }

  /// Open for the person or a visit, and not suspended.
  private func entered() async throws -> KithClient {
    if client != nil || visits > 0, let known {
      if suspended { try await resume(known) }
      return known
    }
    if let known {
      try await known.unlock(vault: vault)
      begins(known)
      try await known.start()
      return known
    }
    let opened = try await KithClient.open(dir: store.path, vault: vault, clock: CoreClock(clock))
    // Before anything else may fail: it holds the store from now on.
    known = opened
    begins(opened)
    try await opened.start()
    return opened
  }

  /// Does something with the store; where the extension has it now, once that has let go of it, for as long as it is
  /// wanted. Nothing is held meanwhile.
  private func onceFree<Value: Sendable>(
    while wanted: @MainActor () -> Bool = { true }, _ work: @MainActor () async throws -> Value
  ) async throws -> Value {
    var left = Self.patience
    while true {
      do {
        return try await work()
      } catch KithError.Retry(code: "store.open-elsewhere") where left > .zero && wanted() {
        let step = Duration.milliseconds(250)
        try await wait(step)
        left -= step
      }
    }
  }

  private func resume(_ client: KithClient) async throws {
    try await client.resume()
    suspended = false
    // Suspending ended the exchange with the relays.
    try await client.start()
  }

  /// What remains once nobody looks any more.
  private func rest() async {
    guard visits == 0 else { return }
    if client == nil { return await close() }
    guard scene == .background else { return }
    if isOverdue { return await lockItself() }
    guard !suspended, let known else { return }
    do {
      try await known.suspend()
      suspended = true
    } catch {
      // Rather locked than found with a lock held.
      await lockItself()
    }
  }

  private func lockItself() async {
    await close()
    locked()
  }

  private func close() async {
    client = nil
    left = nil
    suspended = false
    // It can fail only where it is closed already.
    try? await known?.lock()
  }
}
