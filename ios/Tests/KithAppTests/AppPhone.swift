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
  private(set) var mayNotify = false
  private(set) var app: AppModel!
  private let keychain = InMemoryKeychain()
  private let suite = "kith-app-\(UUID().uuidString)"
  private let told: UserDefaults
  private var sessions: [Session] = []

  init(in town: Town) {
    told = UserDefaults(suiteName: suite)!
    profiles = Profiles(defaults: told, container: town.home.appendingPathComponent("group"))
    let written = #"{"works":[{"name":"a-library","version":"1.0","licence":"MIT","text":0}],"texts":["As is."]}"#
    try? FileManager.default.createDirectory(at: profiles.container, withIntermediateDirectories: true)
    try? Data(written.utf8).write(to: profiles.container.appendingPathComponent("Licences.json"))
    starts()
  }

  /// The app is started.
  func starts() {
    app = AppModel(device: self, languages: ["en"])
    app.start()
  }

  /// The app's process ends.
  func ends() async throws {
    for session in sessions { await session.lock() }
    for session in sessions { try? await session.client?.shutDown() }
    sessions = []
  }

  // MARK: - What is asked of it

  var owner: any DeviceOwner { holder }
  var camera: Camera { .none }
  var works: any WorksSource { WrittenWorks(profiles.container.appendingPathComponent("Licences.json")) }
  var version: String { "0.1.0" }

  func session(of profile: Profile, locked: @escaping @MainActor () -> Void) throws -> Session {
    let vault = SealedKeyVault(keychain: keychain, seal: seal, name: profile.id)
    let session = Session(
      store: try profiles.store(of: profile), vault: vault, time: FakeBackgroundTime(), clock: clock, locked: locked)
    sessions.append(session)
    return session
  }

  func notices(title: @escaping @MainActor () -> String) -> MessageNotices {
    MessageNotices(notices: FakeNotices(), told: told, title: title)
  }

  func askToShowNotices() { mayNotify = true }

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

  /// Looks again and again, as a person does.
  @discardableResult
  private func awaits<Value>(_ look: () -> Value?) async throws -> Value {
    for _ in 0..<600 {
      if let value = look() { return value }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw DidNotCome("among \(words)")
  }

  /// Without the signs that give parts their direction.
  private func readable(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.filter { !(0x2066...0x2069).contains($0.value) }))
  }
}

/// Whoever holds the phone.
@MainActor
final class Holder: DeviceOwner {
  var refuses = false

  nonisolated init() {}

  func recognise(reason: String) async throws {
    if refuses { throw KithError.Unlock(code: "prompt.error") }
  }
}
