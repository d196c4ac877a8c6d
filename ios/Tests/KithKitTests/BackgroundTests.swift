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
