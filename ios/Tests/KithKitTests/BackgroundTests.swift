import Foundation
import KithCore
import KithKit
import KithTown
import Testing

/// What iOS grants in the background, and wants back.
@MainActor
struct BackgroundTests {
  @Test("time is given back once: when it was enough, or when it is over")
  func granted() {
    let time = FakeBackgroundTime()
    let enough = Granted(time)
    _ = Granted(time)
    enough.end()
    #expect(time.open == [2])
    time.expires()
    enough.end()
    #expect(time.begun == 2 && time.open.isEmpty && time.mistakes == 0)
  }

  @Test("iOS is asked to wake the app when what waits is due, where that is sooner than else, and says where it did not")
  func due() async throws {
    let now = Date(timeIntervalSince1970: 1_800_000_000)
    #expect(BackgroundSync.earliest(after: now, due: nil) == now + 900)
    #expect(BackgroundSync.earliest(after: now, due: now + 60) == now + 60)
    #expect(BackgroundSync.earliest(after: now, due: now - 60) == now)
    #expect(BackgroundSync.earliest(after: now, due: now + 3600) == now + 900)
    try await Town.play { town in
      let phone = try Phone(in: town, name: "Marta")
      let client = try await phone.session.open()
      _ = try await client.redeem(link: town.relay.invitePatient(), name: "Marta").value()
      let account = try #require(try await client.inbox().clinics.first).account
      let circle = try await client.createCircle(account: account, title: "Marta's circle")
      let due = Date(timeIntervalSince1970: phone.clock.now().timeIntervalSince1970.rounded() + 300)
      _ = try await client.sendLater(
        room: sharedRoom(circle: circle, audience: .circle), body: "At six.",
        at: UInt64(due.timeIntervalSince1970 * 1000))
      await phone.session.follow(.background)
      #expect(phone.session.due == due)
      #expect(await phone.sync().run())
      #expect(phone.refresh.asked.last == due)
      // Nobody wakes it in time: iOS says so by itself, and what it says holds no words.
      let said = try #require(phone.notices.all[LaterNotice.id])
      #expect(said.title == "unsent message" && said.at.map { $0 > due } == true)
      phone.clock.passes(400)
      #expect(await phone.sync().run())
      #expect(phone.refresh.asked.last.map { $0 > due } == true)
      #expect(phone.notices.all[LaterNotice.id] == nil)
      // It has locked itself meanwhile.
      await phone.session.follow(.active)
      #expect(try await phone.session.open().nextLater() == nil)
    }
  }

  @Test("an exchange with a clinic that does not answer is called off in time, and the store let go of")
  func limit() async throws {
    try await Town.play { town in
      let phone = try Phone(in: town, name: "Nadia")
      let client = try await phone.session.open()
      _ = try await client.redeem(link: town.relay.inviteClinician("Nadia"), name: "Nadia").value()
      await phone.session.lock()
      town.relay.hangs()
      let start = ContinuousClock.now
      #expect(await !phone.sync().run(within: .milliseconds(100)))
      #expect(ContinuousClock.now - start < .seconds(10))
      let other = try await KithClient.openExtension(dir: phone.store.path, vault: phone.vault)
      try await other.shutDown()
    }
  }
}
