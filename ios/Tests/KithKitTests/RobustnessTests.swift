import Foundation
import KithCore
import KithKit
import KithTown
import Testing

/// The boundary under what apps do wrong, and what happens to them.
@MainActor
struct RobustnessTests {
  /// A vault or a clock that fails in its own way.
  private struct UpsideDown: Error {}

  private final class BrokenVault: KeyVault {
    private let error: any Error & Sendable
    init(_ error: any Error & Sendable) { self.error = error }
    func load() throws -> Data? { throw error }
    func keep(key: Data) throws { throw error }
  }

  private final class KeepsNothing: KeyVault {
    func load() throws -> Data? { nil }
    func keep(key: Data) throws { throw UpsideDown() }
  }

  private final class OddClock: WallClock, @unchecked Sendable {
    // Unchecked: guarded by `lock`.
    private let lock = NSLock()
    private var times: [UInt64?]
    private var asked = 0

    init(_ times: [UInt64?]) { self.times = times }

    /// Says these times from now on, one after the other, again and again.
    func says(_ times: [UInt64?]) { lock.withLock { self.times = times } }

    func nowMs() throws -> UInt64 {
      try lock.withLock {
        asked += 1
        guard let time = times[asked % times.count] else { throw UpsideDown() }
        return time
      }
    }
  }

  private func store(_ use: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kith-store-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await use(folder.path)
  }

  @Test("whatever a vault throws is an error like another, and nothing was touched")
  func vaults() async throws {
    try await store { dir in
      await #expect(throws: KithError.Retry(code: "vault.unavailable")) {
        _ = try await KithClient.open(dir: dir, vault: BrokenVault(UpsideDown()), clock: nil)
      }
      await #expect(throws: KithError.Retry(code: "vault.unavailable")) {
        _ = try await KithClient.open(dir: dir, vault: KeepsNothing(), clock: nil)
      }
      await #expect(throws: KithError.Unlock(code: "vault.denied")) {
        _ = try await KithClient.open(dir: dir, vault: BrokenVault(PlatformError.Denied), clock: nil)
      }
      await #expect(throws: KithError.Unlock(code: "vault.no-device-lock")) {
        _ = try await KithClient.open(dir: dir, vault: BrokenVault(PlatformError.NoDeviceLock), clock: nil)
      }
      try await KithClient.open(dir: dir, vault: InMemoryVault(), clock: nil).shutDown()
    }
  }

  @Test("a key that the platform lost is never replaced")
  func lostKey() async throws {
    try await store { dir in
      try await KithClient.open(dir: dir, vault: InMemoryVault(), clock: nil).shutDown()
      let empty = InMemoryVault()
      await #expect(throws: KithError.GetHelp(code: "vault.key-lost")) {
        _ = try await KithClient.open(dir: dir, vault: empty, clock: nil)
      }
      #expect(try empty.load() == nil)
      await #expect(throws: KithError.self) {
        _ = try await KithClient.open(dir: dir, vault: InMemoryVault(key: Data(repeating: 7, count: 48)), clock: nil)
      }
    }
  }

  @Test("a clock that throws or jumps, back and far ahead, does no harm")
  func clocks() async throws {
    try await Town.play { town in
      let day: UInt64 = 24 * 60 * 60 * 1000
      let now = UInt64(Date().timeIntervalSince1970 * 1000)
      let clock = OddClock([now])
      let store = town.home.appendingPathComponent("jumping")
      try FileManager.default.createDirectory(at: store, withIntermediateDirectories: true)
      let vault = InMemoryVault()
      let client = try await KithClient.open(dir: store.path, vault: vault, clock: clock)
      _ = try await client.redeem(link: town.relay.invitePatient(), name: "Marta").value()
      try await client.start()
      let clinic = try #require(try await client.inbox().clinics.first)
      let circle = try await client.createCircle(account: clinic.account, title: "Marta's circle")
      clock.says([now, nil, now - 400 * day, 0, now + 4000 * day])
      for number in 0..<20 { _ = try await client.send(room: sharedRoom(circle: circle, audience: .circle), body: "\(number)") }
      let chat = ChatModel(client: client, circle: circle, go: Ways().go)
      let state = try await becomes("all of them", { chat.state }) { state in
        state.messages.count == 20 && state.messages.allSatisfy { $0.delivery == .sent }
      }
      #expect(Set(state.messages.map(\.body)).count == 20)
      // After the year 9999 it is not believed: the machine's clock is read.
      clock.says([UInt64.max])
      _ = try await client.send(room: sharedRoom(circle: circle, audience: .circle), body: "in the year of stars")
      clock.says([now])
      _ = try await client.send(room: sharedRoom(circle: circle, audience: .circle), body: "today")
      try await becomes("the next", { chat.state }) { state in
        state.delivery("in the year of stars") == .sent && state.delivery("today") == .sent
      }
      try await client.shutDown()
    }
  }

  @Test("a locked client says so, and goes on where it was; a closed one stays closed")
  func locked() async throws {
    try await store { dir in
      let vault = InMemoryVault()
      let client = try await KithClient.open(dir: dir, vault: vault, clock: nil)
      try await client.lock()
      let settings = SettingsModel(client: client, spoken: .english, version: "0", go: Ways().go)
      try await becomes("locked", { settings.state }) { $0.settings == .failed(.locked) }
      try await client.unlock(vault: vault)
      settings.onEvent(.resolve(.tryAgain))
      try await becomes("settings", { settings.state }) { $0.settings.value != nil }
      try await client.shutDown()
      await #expect(throws: KithError.Internal(code: "store.closed")) { _ = try await client.inbox() }
    }
  }

  @Test("a task that is cancelled lets go of its subscription; the next one gets what it missed")
  func cancelled() async throws {
    try await Town.play { town in
      let marta = try await town.resident("Marta")
      let first = marta.client.inboxUpdates()
      let (started, start) = AsyncStream.makeStream(of: Void.self)
      let waiting = Task {
        var count = 0
        for try await _ in first {
          count += 1
          start.yield()
        }
        return count
      }
      for await _ in started { break }
      waiting.cancel()
      // The loop ends by itself: cancellation is the sequence's end.
      #expect(try await withTimeout("the loop's end") { try await waiting.value } == 1)
      var iterator = first.makeAsyncIterator()
      #expect(try await iterator.next() == nil)

      try await marta.redeems(town.relay.invitePatient())
      try await marta.seesInbox("the clinic") { $0.clinics.count == 1 }
      let second = marta.client.inboxUpdates()
      var other = second.makeAsyncIterator()
      _ = try await other.next()
      second.cancel()
      #expect(try await other.next() == nil)
    }
  }

  @Test("closing the client ends every sequence, and what view models say is plain")
  func closing() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      let chat = ChatModel(client: marta.client, circle: try await marta.circle().id, go: Ways().go)
      try await becomes("the circle", { chat.state }) { $0.timeline.value != nil }
      let updates = marta.client.inboxUpdates()
      let ended = Task { for try await _ in updates {} }
      try await marta.client.shutDown()
      _ = await withResult { try await withTimeout("the end") { try await ended.value } }
      chat.onEvent(.draftChanged(text: "Hello"))
      chat.onEvent(.send())
      let told = try await becomes("a problem", { chat.state }) { $0.problem != nil }
      #expect(told.problem == .unexpected)
      chat.onEvent(.loadOlder(rowId: 1))
      try await marta.opens()
    }
  }

  @Test("a redemption that is called off ends, and can be begun anew")
  func calledOff() async throws {
    try await Town.play { town in
      let marta = try await town.resident("Marta")
      let link = try await town.relay.invitePatient()
      let task = marta.client.redeem(link: link, name: "Marta")
      let waiting = Task { try await task.value() }
      waiting.cancel()
      // It may have been quicker.
      if case .failure(let error) = await withResult({ try await withTimeout("its end") { try await waiting.value } }) {
        guard case KithError.Retry = error else { throw error }
      }
      try await marta.redeems(link)
      #expect(try await marta.client.inbox().clinics.count == 1)
    }
  }

  @Test("closing in the middle of a sync neither hangs nor panics")
  func closingInASync() async throws {
    try await Town.play { town in
      for number in 0..<5 {
        let patient = try await town.patient("Patient \(number)")
        let syncing = patient.client.sync()
        async let outcome = withResult { try await withTimeout("the sync's end") { try await syncing.value() } }
        try await withTimeout("closed") { [client = patient.client] in try await client.shutDown() }
        if case .failure(let error) = await outcome, case KithError.Internal(let code) = error {
          #expect(code == "store.closed")
        }
        try await patient.opens()
        #expect(try await patient.circle().title == "Patient \(number)'s circle")
      }
    }
  }

  /// A view model, looked at until it shows something.
  private struct Looked: Sendable {
    let name: String
    let look: @MainActor @Sendable (KithClient, CircleId, Int64) async throws -> AnyObject
  }

  private static let looked: [Looked] = [
    Looked(name: "chat") { client, circle, _ in
      let model = ChatModel(client: client, circle: circle, go: { _ in })
      try await becomes("the circle", { model.state }) { $0.timeline.value != nil }
      model.onEvent(.draftChanged(text: "Half a word"))
      return model
    },
    Looked(name: "inbox") { client, _, _ in
      let model = InboxModel(client: client, title: { $0 }, go: { _ in })
      try await becomes("the list", { model.state }) { $0.clinics.value != nil }
      return model
    },
    Looked(name: "people") { client, circle, _ in
      let model = PeopleModel(client: client, circle: circle, go: { _ in })
      try await becomes("people", { model.state }) { $0.circle.value != nil }
      return model
    },
    Looked(name: "invite") { client, circle, _ in
      let model = InviteModel(client: client, circle: circle, go: { _ in })
      model.onEvent(.roleChosen(.family))
      model.onEvent(.make)
      try await becomes("a link", { model.state }) { if case .made = $0 { true } else { false } }
      return model
    },
    Looked(name: "details") { client, _, row in
      let model = DetailsModel(client: client, rowId: row, go: { _ in })
      try await becomes("details", { model.state }) { $0.details.value != nil }
      return model
    },
    Looked(name: "search") { client, circle, _ in
      let model = SearchModel(client: client, circle: circle, go: { _ in })
      model.onEvent(.queryChanged("Good"))
      try await becomes("hits", { model.state }) { $0.hits?.value != nil }
      return model
    },
    Looked(name: "settings") { client, _, _ in
      let model = SettingsModel(client: client, spoken: .english, version: "0", go: { _ in })
      try await becomes("settings", { model.state }) { $0.settings.value != nil }
      return model
    },
    Looked(name: "welcome") { client, _, _ in
      let model = WelcomeModel(client: client, language: .english, camera: { .none }, go: { _ in })
      model.onEvent(.enterLink)
      model.onEvent(.linkDone)
      try await becomes("a problem", { model.state }) { $0.step.problem != nil }
      return model
    },
    Looked(name: "licences") { _, _, _ in
      let model = LicencesModel(source: WrittenWorks(URL(fileURLWithPath: "/nowhere")), go: { _ in })
      try await becomes("a problem", { model.state }) { $0.works.problem != nil }
      return model
    },
    Looked(name: "lock") { _, _, _ in
      let person = LockedPerson(id: "1", name: "Marta")
      let model = LockModel(
        people: [person], open: { _, _ in throw KithError.Internal(code: "panic") }, go: { _ in })
      model.onEvent(.open(personId: "1"))
      try await becomes("a problem", { model.state }) { $0.phase == .failed(.unexpected) }
      return model
    },
  ]

  @Test("a view model that goes takes what it waited for with it")
  func released() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      try await marta.says("Good morning")
      let circle = try await marta.circle()
      let row = try #require(circle.last).id
      for looked in Self.looked {
        weak var gone: AnyObject?
        do { gone = try await looked.look(marta.client, circle.id, row) }
        try await withTimeout("the end of \(looked.name)") { while gone != nil { await Task.yield() } }
      }
      let link = try await town.relay.invitePatient()
      weak var gone: ConsentModel?
      do { gone = try await ConsentModel.open(client: marta.client, link: link, go: { _ in }) }
      #expect(gone == nil)
    }
  }
}

/// What came of work.
@MainActor
private func withResult<Value: Sendable>(
  _ work: @MainActor () async throws -> Value
) async -> Result<Value, any Error> {
  do { return .success(try await work()) } catch { return .failure(error) }
}
