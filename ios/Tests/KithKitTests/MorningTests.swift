import Foundation
import KithCore
import KithTown
import Testing

/// What an app does with Kith, as the README shows it.
@MainActor
struct MorningTests {
  @Test("a patient comes, makes her circle and says good morning")
  func goodMorning() async throws {
    try await Town.play { town in
      let dir = town.home.appendingPathComponent("morning")
      try FileManager.default.createDirectory(at: dir, withIntermediateDirectories: true)
      let rows = try await morning(dir.path, InMemoryVault(), town.relay.invitePatient())
      #expect(rows.last?.content == .text(body: "Good morning", edited: false))
    }
  }

  private func morning(_ dir: String, _ vault: any KeyVault, _ link: String) async throws -> [TimelineRow] {
    // README
    let kith = try await KithClient.open(dir: dir, vault: vault, clock: nil)  // the vault: yours, around the Keychain
    let account = try await kith.redeem(link: link, name: "Marta").outcome().account  // once
    let circle = try await kith.createCircle(account: account, title: "Marta's circle")
    try await kith.start()  // in step with the relay from now on
    _ = try await kith.send(room: sharedRoom(circle: circle, audience: .circle), body: "Good morning")  // stored; goes out by itself
    let rows = try await kith.watchChat(conversation: circle).next()?.rows ?? []
    try await kith.shutDown()
    // README
    return rows
  }
}
