import Foundation
import KithCore
import KithKit
import KithTown
import SwiftUI

@testable import KithApp
@testable import KithUI

/// A phone with the app on it, which tests use as a person does: by what is said and what can be pressed.
@MainActor
final class AppPhone: Device {
  let profiles: Profiles
  let seal = FakeSeal()
  let clock = FakeClock()
  let holder = Holder()
  private(set) var asked: [Go] = []
  /// How often it was asked whether Kith may say something.
  private(set) var askedForNotices = 0
  /// What it says while nobody looks.
  let shown = FakeNotices()
  /// Whether it has no room for anyone's Kith.
  var isFull = false
  private(set) var app: AppModel!
  private let keychain = InMemoryKeychain()
  private var sessions: [Session] = []

  init(in town: Town) {
    profiles = Profiles(container: town.home.appendingPathComponent("group"), seal: FakeSeal())
    let written = #"{"works":[{"name":"a-library","version":"1.0","licence":"MIT","text":0}],"texts":["As is."]}"#
    try? FileManager.default.createDirectory(at: profiles.container, withIntermediateDirectories: true)
    try? Data(written.utf8).write(to: profiles.container.appendingPathComponent("Licences.json"))
    starts()
  }

  /// The app is started; `seen` when the person looks at it, and not for something in the background.
  func starts(seen: Bool = true) {
    app = AppModel(device: self, languages: ["en"])
    app.start(isActive: seen)
  }

  /// What an exchange while nobody looks does.
  func sync() async -> Bool {
    guard let session = app.current else { return false }
    let sync = BackgroundSync(session: session, notices: app.notices, refresh: FakeRefresh(), clock: clock)
    return await sync.run()
  }

  /// The app's process ends.
  func ends() async throws {
    for session in sessions { await session.lock() }
    for session in sessions { try? await session.client?.shutDown() }
    sessions = []
  }

  /// Where the person's Kith is kept.
  var store: URL {
    get throws {
      guard let profile = profiles.current else { throw DidNotCome("a profile") }
      return try profiles.store(of: profile)
    }
  }

  // MARK: - What is asked of it

  var owner: any DeviceOwner { holder }
  var handover: Handover { Handover(keychain: keychain) }
  var camera: Camera { .none }
  var works: any WorksSource { WrittenWorks(profiles.container.appendingPathComponent("Licences.json")) }
  var version: String { "0.1.0" }

  func session(of profile: Profile, locked: @escaping @MainActor () -> Void) throws -> Session {
    if isFull { throw CocoaError(.fileWriteOutOfSpace) }
    let vault = SealedKeyVault(keychain: keychain, seal: seal, name: profile.id)
    let session = Session(
      store: try profiles.store(of: profile), vault: vault, time: FakeBackgroundTime(), clock: clock, locked: locked)
    sessions.append(session)
    return session
  }

  var notices: any Notices { shown }

  func askToShowNotices() { askedForNotices += 1 }

  func go(_ way: Go) { asked.append(way) }

  // MARK: - What a person does with it

  /// Everything that is said: of the page that is seen last, or the lock.
  private var outline: [StandIn.Element] { outline(in: .active) }

  private func outline(in phase: ScenePhase) -> [StandIn.Element] {
    let root = RootView(app: app) { _ in Color.black }
    return StandIn.outline(of: root.environment(\.scenePhase, phase))
  }

  var words: [String] { outline.map { readable($0.words) } }

  func words(in phase: ScenePhase) -> [String] { outline(in: phase).map { readable($0.words) } }

  func sees(_ wanted: @escaping @MainActor (String) -> Bool) async throws {
    try await awaits { self.words.contains { wanted($0) } ? true : nil }
  }

  /// Presses what says so; the `last` of several, as a question stands above what was asked about.
  func presses(_ name: String, last: Bool = false, after before: @MainActor () -> Void = {}) async throws {
    let element = try await awaits {
      let named = self.outline.filter { self.readable($0.words) == name && $0.press != nil }
      return last ? named.last : named.first
    }
    before()
    element.press?()
  }

  func types(_ text: String, into name: String) async throws {
    try await awaits { self.outline.first { self.readable($0.words) == name && $0.type != nil } }.type?(text)
  }

  /// Looks whenever what is shown has changed.
  @discardableResult
  private func awaits<Value>(_ look: @escaping @MainActor () -> Value?) async throws -> Value {
    let found = Found<Value>()
    do {
      try await becomes("what is awaited", { found.value = look() }) { found.value != nil }
    } catch is DidNotCome {
      throw DidNotCome("among \(words)")
    }
    guard let value = found.value else { throw DidNotCome("among \(words)") }
    return value
  }

  /// Without the signs that give parts their direction.
  private func readable(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.filter { !(0x2066...0x2069).contains($0.value) }))
  }
}

/// What was found among what is shown.
@MainActor
private final class Found<Value> {
  var value: Value?
}

/// Whoever holds the phone.
@MainActor
final class Holder: DeviceOwner {
  var refuses = false
  /// How often the person was asked.
  private(set) var asked = 0

  nonisolated init() {}

  func recognise(reason: String) async throws {
    asked += 1
    if refuses { throw KithError.Unlock(code: "prompt.error") }
  }
}
