import Foundation
import KithCore
import KithKit

/// Someone's phone: everything that KithKit asks of a device, and one person's session.
@MainActor
public final class Phone {
  /// Its keychain.
  public let keychain = InMemoryKeychain()
  /// Its secure hardware.
  public let seal = FakeSeal()
  /// Its clock.
  public let clock = FakeClock()
  /// Time in the background.
  public let time = FakeBackgroundTime()
  /// What it says.
  public let notices = FakeNotices()
  /// Its scheduler.
  public let refresh = FakeRefresh()
  /// The store's key.
  public let vault: SealedKeyVault
  /// The person's session.
  public private(set) var session: Session
  /// The store.
  public let store: URL
  /// How often the session locked itself.
  public private(set) var locked = 0
  /// How long the session waited for the store.
  public private(set) var waited: Duration = .zero
  /// What happens while it waits.
  public var meanwhile: @MainActor () async throws -> Void = {}

  /// A phone that nobody has used yet.
  public init(in town: Town, name: String) throws {
    store = town.home.appendingPathComponent("phone-\(name)")
    try FileManager.default.createDirectory(at: store, withIntermediateDirectories: true)
    vault = SealedKeyVault(keychain: keychain, seal: seal, name: "store")
    session = Session(store: store, vault: vault, time: time, clock: clock, locked: {})
    start()
  }

  /// The app is started anew.
  public func start() {
    session = Session(
      store: store, vault: vault, time: time, clock: clock,
      wait: { [weak self] in
        self?.waited += $0
        try await self?.meanwhile()
      }, locked: { [weak self] in self?.locked += 1 })
  }

  /// What an exchange while nobody looks says is new.
  public func sync() -> BackgroundSync {
    let messages = MessageNotices(notices: notices) { "\($0) message" }
    return BackgroundSync(session: session, notices: messages, refresh: refresh, clock: clock)
  }
}
