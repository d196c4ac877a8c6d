import Foundation
import KithCore
import KithKit

/// Someone with a real client: an encrypted store, a way to the relay.
@MainActor
public final class Resident {
  /// What they are called.
  public let name: String
  /// Where their store is.
  public let store: URL
  /// Their device's key store.
  public let vault = InMemoryVault()
  /// Their Kith.
  public private(set) var client: KithClient

  init(name: String, store: URL) async throws {
    self.name = name
    self.store = store
    try FileManager.default.createDirectory(at: store, withIntermediateDirectories: true)
    client = try await KithClient.open(dir: store.path, vault: vault, clock: nil)
    try await client.start()
  }

  /// Opens Kith again, and keeps it in step with the relay.
  public func opens() async throws {
    try await opens(at: nil)
    try await client.start()
  }

  /// Opens Kith again, by a clock of its own or the machine's; it talks to nobody yet.
  public func opens(at clock: (any WallClock)?) async throws {
    client = try await KithClient.open(dir: store.path, vault: vault, clock: clock)
  }

  /// Closes Kith.
  public func closes() async throws {
    try await client.shutDown()
  }

  /// Uses an invitation, under their name or another.
  public func redeems(_ link: String, as other: String? = nil) async throws {
    _ = try await client.redeem(link: link, name: other ?? name).value()
    try await client.start()
  }

  /// Makes a link for someone; the relay knows of it when this returns.
  public func invites(_ role: KithCore.Role, _ relationship: String = "") async throws -> String {
    let whom = NewInvitation(role: role, relationship: relationship, validForMs: 24 * 60 * 60 * 1000)
    let link = try await client.invite(circle: circle().id, whom: whom)
    try await syncs()
    return link
  }

  /// Exchanges everything with the relay.
  public func syncs() async throws {
    _ = try await client.sync().value()
  }

  /// Lets in everyone who said yes, once there is someone.
  public func approves() async throws {
    try await seesInbox("someone who said yes") { $0.circles.contains { $0.toApprove > 0 } }
    for invitation in try await client.invitations(circle: circle().id) where invitation.state == .consented {
      try await client.approve(invitation: invitation.id)
    }
  }

  /// Says something to everyone in the circle, or to an audience of it.
  public func says(_ body: String, to audience: KithCore.Audience = .circle) async throws {
    _ = try await client.send(room: sharedRoom(circle: circle().id, audience: audience), body: body)
  }

  /// The only circle that they are in.
  public func circle() async throws -> CircleRow {
    let circles = try await client.inbox().circles
    guard let circle = circles.first, circles.count == 1 else { throw DidNotCome("\(name)'s circle") }
    return circle
  }

  /// Waits for the list to be as it should.
  @discardableResult
  public func seesInbox(
    _ what: String, where wanted: @escaping @Sendable @MainActor (Inbox) -> Bool
  ) async throws -> Inbox {
    try await comes("\(name): \(what)", client.inboxUpdates(), where: wanted)
  }

  /// The row of a message that they said or read.
  public func row(_ body: String) async throws -> Int64 {
    let found = try await client.lookFor(of: SearchQuery(words: body), limit: 10).hits
    guard let hit = found.first(where: { $0.row.content == .text(body: body, edited: false) }) else {
      throw DidNotCome("\(name): “\(body)”")
    }
    return hit.row.id
  }

  /// Waits for the circle's conversation to hold a message.
  public func reads(_ body: String, edited: Bool = false) async throws {
    try await seesInbox("a circle") { !$0.circles.isEmpty }
    let chat = try await client.watchChat(conversation: circle().id)
    // It opens at what was not read yet, which may be far above.
    chat.newest()
    try await comes("\(name): “\(body)”", Updates(chat)) { chat in
      chat.rows.contains { $0.content == .text(body: body, edited: edited) }
    }
  }
}
