import Foundation
import KithKit

/// A fake keychain: keeps everything in memory, and fails when it is told to.
public final class InMemoryKeychain: Keychain, @unchecked Sendable {
  // Unchecked: guarded by `lock`.
  private let lock = NSLock()
  private var items: [String: Data] = [:]
  private var failing: KeyFailure?

  /// An empty one.
  public init() {}

  /// Fails from now on; `nil` to work again.
  public func fails(_ failure: KeyFailure?) {
    lock.withLock { failing = failure }
  }

  public func item(_ name: String) throws -> Data? {
    try lock.withLock {
      if let failing { throw failing }
      return items[name]
    }
  }

  public func keep(_ item: Data, as name: String) throws {
    try lock.withLock {
      if let failing { throw failing }
      items[name] = item
    }
  }

  public func remove(_ name: String) throws {
    lock.withLock { items[name] = nil }
  }
}

/// A fake of secure hardware: seals by turning bits round, as long as it has its key.
public final class FakeSeal: KeySeal, @unchecked Sendable {
  // Unchecked: guarded by `lock`.
  private let lock = NSLock()
  private var key: UInt8?
  private var failing: KeyFailure?

  /// Hardware without a key yet.
  public init() {}

  /// Fails from now on; `nil` to work again.
  public func fails(_ failure: KeyFailure?) {
    lock.withLock { failing = failure }
  }

  public func seal(_ secret: Data) throws -> Data {
    let mask = try lock.withLock {
      if let failing { throw failing }
      let now = self.key ?? 0x5A
      self.key = now
      return now
    }
    return Data(secret.map { $0 ^ mask })
  }

  public func open(_ sealed: Data) throws -> Data {
    let mask = try lock.withLock {
      if let failing { throw failing }
      guard let key else { throw KeyFailure.lost }
      return key
    }
    return Data(sealed.map { $0 ^ mask })
  }

  public func destroy() throws {
    lock.withLock { key = nil }
  }
}

/// A clock that stands still until it is set.
public final class FakeClock: DeviceClock, @unchecked Sendable {
  // Unchecked: guarded by `lock`.
  private let lock = NSLock()
  private var time: Date

  /// Stands at a time.
  public init(_ time: Date = Date()) {
    self.time = time
  }

  public func now() -> Date {
    lock.withLock { time }
  }

  /// Lets time pass, or goes back.
  public func passes(_ seconds: TimeInterval) {
    lock.withLock { time.addTimeInterval(seconds) }
  }
}

/// Background time as iOS grants it: counted.
@MainActor
public final class FakeBackgroundTime: BackgroundTime {
  /// How often it was asked for.
  public private(set) var begun = 0
  /// Those that were not given back yet.
  public private(set) var open: Set<Int> = []
  /// Given back twice, or never asked for.
  public private(set) var mistakes = 0
  private var endings: [Int: @MainActor () -> Void] = [:]

  /// None granted yet.
  public init() {}

  public func begin(expired: @escaping @MainActor () -> Void) -> Int {
    begun += 1
    open.insert(begun)
    endings[begun] = expired
    return begun
  }

  public func end(_ id: Int) {
    if open.remove(id) == nil { mistakes += 1 }
    endings[id] = nil
  }

  /// All that was granted is over.
  public func expires() {
    for ending in endings.values { ending() }
  }
}

/// Notices as iOS keeps them.
public final class FakeNotices: Notices, @unchecked Sendable {
  // Unchecked: guarded by `lock`.
  private let lock = NSLock()
  private var kept: [String: Notice] = [:]
  private var log: [Notice] = []
  private var failing = false

  /// What iOS does not show.
  public struct Refused: Error {}

  /// Nothing was said yet.
  public init() {}

  /// Shows nothing from now on, or something again.
  public func fails(_ failing: Bool) { lock.withLock { self.failing = failing } }

  /// Everything that was ever said.
  public var said: [Notice] { lock.withLock { log } }
  /// What is shown or waits.
  public var all: [String: Notice] { lock.withLock { kept } }

  public func show(_ notice: Notice) async throws {
    try lock.withLock {
      if failing { throw Refused() }
      kept[notice.id] = notice
      log.append(notice)
    }
  }

  public func waiting() async -> Set<String> {
    lock.withLock { Set(kept.values.filter { $0.at != nil }.map(\.id)) }
  }

  public func shown() async -> Set<String> {
    lock.withLock { Set(kept.values.filter { $0.at == nil }.map(\.id)) }
  }

  public func remove(_ ids: Set<String>) async {
    lock.withLock { for id in ids { kept[id] = nil } }
  }

  /// Time has come for some: they do not wait any more.
  public func rings(until now: Date) {
    lock.withLock { kept = kept.filter { $0.value.at.map { $0 > now } ?? true } }
  }
}

/// A scheduler that only notes what it was asked.
@MainActor
public final class FakeRefresh: BackgroundRefresh {
  /// When the app is to be woken.
  public private(set) var asked: [Date] = []
  /// Whether it takes nothing, as where the person switched it off.
  public var refuses = false

  /// What it does not take.
  public struct Refused: Error {}

  /// Nothing was asked yet.
  public init() {}

  public func ask(earliest: Date) throws {
    asked.append(earliest)
    if refuses { throw Refused() }
  }
}
