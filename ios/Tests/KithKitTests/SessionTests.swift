import Foundation
import KithCore
import KithKit
import KithTown
import Testing

/// The app comes and goes, is locked and unlocked, and works while nobody looks.
@MainActor
struct SessionTests {
  /// An enrolled nurse's phone, in a circle with Marta.
  private func nurse(_ town: Town) async throws -> (phone: Phone, marta: Resident) {
    let marta = try await town.patient("Marta")
    let phone = try Phone(in: town, name: "Nadia")
    let client = try await phone.session.open()
    _ = try await client.redeem(link: town.relay.inviteClinician("Nadia"), name: "Nadia").value()
    _ = try await client.redeem(link: try await marta.invites(.clinician), name: "Nadia").value()
    try await client.start()
    try await marta.approves()
    try await comes("Marta's circle", client.inboxUpdates()) { !$0.circles.isEmpty }
    return (phone, marta)
  }

  /// Whether someone else, as the extension, can have the store now: no lock is held.
  private func isFree(_ phone: Phone) async -> Bool {
    guard let other = try? await KithClient.openExtension(dir: phone.store.path, vault: phone.vault) else {
      return false
    }
    try? await other.shutDown()
    return true
  }

  @Test("on its way to the background the app lets go of the store, and goes on when it is back")
  func suspended() async throws {
    try await Town.play { town in
      let (phone, marta) = try await nurse(town)
      let client = try #require(phone.session.client)
      let chat = ChatModel(client: client, circle: try await marta.circle().id, go: Ways().go)
      try await becomes("the circle", { chat.state }) { $0.timeline.value != nil }
      #expect(await !isFree(phone))
      await phone.session.follow(.inactive)
      #expect(await !isFree(phone))
      await phone.session.follow(.background)
      #expect(await isFree(phone))
      #expect(phone.time.begun == 1 && phone.time.open.isEmpty && phone.time.mistakes == 0)
      try await marta.says("Are you there?")
      phone.clock.passes(30)
      await phone.session.follow(.active)
      // The same view model goes on: nothing had to be opened anew.
      try await becomes("what was said meanwhile", { chat.state }) { $0.delivery("Are you there?") == .received }
      #expect(phone.session.client === client && phone.locked == 0)
    }
  }

  /// The core waits 10 s for an answer and 5 s more while someone looks, twice as long and 5 s while nobody does.
  @Test("who looks again hears within 15 s of a connection that died")
  func looksAgain() async throws {
    try await Town.play { town in
      let (phone, _) = try await nurse(town)
      let client = try #require(phone.session.client)
      await phone.session.follow(.background)
      await phone.session.follow(.active)
      let inbox = InboxModel(client: client, title: { $0 }, go: Ways().go)
      try await becomes("in touch", { inbox.state }) { !$0.circles.isEmpty && !$0.connection.offline }
      // What is written begins an exchange: the wait after it is the one that is measured.
      let everyone = sharedRoom(circle: try #require(inbox.state.circles.first).id, audience: .circle)
      _ = try await client.send(room: everyone, body: "Here.")
      try await comes("sent", client.inboxUpdates()) { $0.circles.allSatisfy { $0.waiting == 0 } }
      town.relay.hangs()
      let began = ContinuousClock.now
      try await becomes("that nothing comes", { inbox.state }) { $0.connection.offline }
      #expect(began.duration(to: .now) < .seconds(22))
    }
  }

  @Test("who was away for too long stands at the lock; a clock that was set back changes nothing")
  func overdue() async throws {
    try await Town.play { town in
      let phone = try Phone(in: town, name: "Nadia")
      for away in [TimeInterval(61), -10] {
        try await phone.session.open()
        await phone.session.follow(.background)
        phone.clock.passes(away)
        await phone.session.follow(.active)
        #expect(phone.session.client == nil)
      }
      #expect(phone.locked == 2)
      let client = try await phone.session.open()
      try await client.setSettings(settings: KithCore.Settings(language: nil, lockAfterMs: 0))
      await phone.session.follow(.background)
      #expect(phone.session.client == nil, "at once")
      await phone.session.follow(.active)
      try await phone.session.open()
      #expect(phone.locked == 3)
      await phone.session.lock()
      await #expect(throws: KithError.self) { _ = try await client.inbox() }
    }
  }

  @Test("where the extension has the store, who comes back waits for it and is not locked out")
  func waiting() async throws {
    try await Town.play { town in
      let phone = try Phone(in: town, name: "Nadia")
      let client = try await phone.session.open()
      await phone.session.follow(.background)
      let other = try await KithClient.openExtension(dir: phone.store.path, vault: phone.vault)
      phone.meanwhile = { if phone.waited >= .seconds(5) { try? await other.shutDown() } }
      await phone.session.follow(.active)
      #expect(phone.session.client === client && phone.locked == 0)
      #expect(phone.waited == .seconds(5))
      _ = try await client.settings()

      // The same at the door.
      await phone.session.lock()
      let another = try await KithClient.openExtension(dir: phone.store.path, vault: phone.vault)
      phone.meanwhile = { try? await another.shutDown() }
      try await phone.session.open()
      #expect(phone.waited < .seconds(6))
    }
  }

  @Test("the store is waited for as long as the extension may have it, and no longer than somebody wants it")
  func waitingInVain() async throws {
    try await Town.play { town in
      let phone = try Phone(in: town, name: "Nadia")
      try await phone.session.open()
      await phone.session.follow(.background)
      let other = try await KithClient.openExtension(dir: phone.store.path, vault: phone.vault)
      await phone.session.follow(.active)
      #expect(phone.locked == 1 && phone.session.client == nil)
      #expect(phone.waited == .seconds(25))
      await #expect(throws: KithError.Retry(code: "store.open-elsewhere")) { try await phone.session.open() }
      #expect(phone.waited == .seconds(50))
      try await other.shutDown()

      let client = try await phone.session.open()
      await phone.session.follow(.background)
      let again = try await KithClient.openExtension(dir: phone.store.path, vault: phone.vault)
      // Gone again before it was to be had: nothing is locked, nothing is held.
      let session = phone.session
      phone.meanwhile = {
        Task { await session.follow(.background) }
        await Task.yield()
      }
      await phone.session.follow(.active)
      #expect(phone.waited < .seconds(52))
      #expect(phone.locked == 1 && phone.session.client === client)
      try await again.shutDown()
      phone.meanwhile = {}
      await phone.session.follow(.active)
      _ = try await client.settings()
    }
  }

  @Test("time that runs out on the way to the background is given back at once, and the store is let go of")
  func expired() async throws {
    try await Town.play { town in
      let phone = try Phone(in: town, name: "Nadia")
      try await phone.session.open()
      // Handed over while the store is being let go of, as iOS does.
      async let leaving: Void = phone.session.follow(.background)
      while phone.time.begun == 0 { await Task.yield() }
      phone.time.expires()
      #expect(phone.time.open.isEmpty)
      await leaving
      #expect(phone.time.mistakes == 0 && phone.time.begun == 1)
      #expect(await isFree(phone))
    }
  }

  @Test("an exchange while nobody looks says that there is a message, once, and nothing of it")
  func whileNobodyLooks() async throws {
    try await Town.play { town in
      let (phone, marta) = try await nurse(town)
      let sync = phone.sync()
      await phone.session.lock()
      await phone.session.follow(.background)
      #expect(await sync.run())
      #expect(phone.notices.said.isEmpty)
      try await marta.says("I slept badly.")
      try await marta.syncs()
      #expect(await sync.run())
      #expect(await sync.run())
      #expect(phone.notices.said.map(\.title) == ["new message"])
      #expect(phone.refresh.asked.count == 3)
      #expect(phone.session.client == nil, "locked as before")
      #expect(await isFree(phone))

      // Read, and taken back.
      await phone.session.follow(.active)
      let client = try await phone.session.open()
      let circle = try await marta.circle().id
      try await comes("the message", client.chatUpdates(conversation: circle)) { $0.rows.last?.content == .text(body: "I slept badly.", edited: false) }
      let last = try #require(try await client.inbox().circles.first?.last)
      try await client.markRead(conversation: circle, row: last.id)
      #expect(await sync.run())
      #expect(phone.notices.all.isEmpty)
      #expect(phone.session.client === client, "still open for the person")

      // Where iOS wakes nobody the next push does.
      phone.refresh.refuses = true
      #expect(await sync.run())
      await town.relay.stop()
      #expect(await !sync.run())
      phone.keychain.fails(.unavailable)
      await phone.session.lock()
      #expect(await !sync.run())
    }
  }

  @Test("whatever the key store runs into is said at the door, and nothing is lost by it")
  func keyStore() async throws {
    try await Town.play { town in
      let phone = try Phone(in: town, name: "Nadia")
      try await phone.session.open()
      await phone.session.lock()
      for (failure, error) in [
        (KeyFailure.denied, KithError.Unlock(code: "vault.denied")),
        (.noDeviceLock, .Unlock(code: "vault.no-device-lock")), (.unavailable, .Retry(code: "vault.unavailable")),
      ] {
        phone.keychain.fails(failure)
        await #expect(throws: error) { try await phone.session.open() }
      }
      phone.keychain.fails(nil)
      try await phone.session.open()
      await phone.session.lock()
      try phone.seal.destroy()
      await #expect(throws: KithError.GetHelp(code: "vault.key-lost")) { try await phone.session.open() }
    }
  }

  @Test("the extension counts what came, and has something to say whatever happens")
  func collector() async throws {
    try await Town.play { town in
      let (phone, marta) = try await nurse(town)
      let collector = Collector(store: phone.store, vault: phone.vault)
      #expect(await collector.collect() == .unknown, "the app holds the store")
      await phone.session.follow(.background)
      #expect(await collector.collect() == .nothing(unread: 0))
      for number in 0..<3 { try await marta.says("\(number)") }
      try await marta.syncs()
      #expect(await collector.collect() == .messages(unread: 3))
      #expect(await collector.collect() == .nothing(unread: 3), "it was told")
      try await marta.says("3")
      try await marta.syncs()
      if case .nothing = await collector.collect(within: .zero) { Issue.record("there was something") }
      await town.relay.stop()
      #expect(await collector.collect() == .unknown)
      phone.keychain.fails(.unavailable)
      #expect(await collector.collect() == .unknown)
      #expect(await Collector(store: town.home, vault: phone.vault).collect() == .unknown)
    }
  }

  @Test("of many reminders those that come next are handed over, and it is filled up again")
  func reminders() async throws {
    let clock = FakeClock(Date(timeIntervalSince1970: 1_800_000_000))
    let notices = FakeNotices()
    try await notices.show(Notice(id: "circle 1", title: "New message"))
    let reminders = Reminders(notices: notices, clock: clock)
    let wanted = (0..<200).reversed().map { hour in
      Notice(id: "\(hour)", title: "Reminder", at: clock.now().addingTimeInterval(Double(hour) * 3600))
    }
    try await reminders.fill(with: wanted)
    #expect(await notices.waiting().count == Reminders.most)
    #expect(await notices.waiting().contains("reminder 1"))
    #expect(await !notices.waiting().contains("reminder 65"))
    clock.passes(10 * 3600)
    notices.rings(until: clock.now())
    try await reminders.fill(with: wanted.filter { $0.id != "20" })
    let waiting = await notices.waiting()
    #expect(waiting.count == Reminders.most)
    #expect(waiting.contains("reminder 75") && !waiting.contains("reminder 20"))
    #expect(notices.all["circle 1"] != nil, "what is not a reminder is left alone")
  }
}
