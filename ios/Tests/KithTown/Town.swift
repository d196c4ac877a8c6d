import Foundation
import KithCore
import KithKit

/// Where a test plays: a relay, a clinic, and real people who come to it.
@MainActor
public final class Town {
  /// Where everything of it is kept.
  public let home: URL
  /// The clinic's computer.
  public let relay: Relay
  private var residents: [Resident] = []

  private init(home: URL) async throws {
    self.home = home
    relay = try await Relay(home: home)
  }

  /// Plays something in a new town, and clears it away.
  public static func play(_ play: @MainActor (Town) async throws -> Void) async throws {
    let home = FileManager.default.temporaryDirectory.appendingPathComponent("kith-town-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: home) }
    let town = try await Town(home: home)
    do {
      try await play(town)
    } catch {
      await town.close()
      throw error
    }
    await town.close()
  }

  /// Someone with a device and nothing on it yet.
  public func resident(_ name: String) async throws -> Resident {
    let resident = try await Resident(name: name, store: home.appendingPathComponent(name))
    residents.append(resident)
    return resident
  }

  /// An enrolled patient with a circle of her own.
  public func patient(_ name: String) async throws -> Resident {
    let patient = try await resident(name)
    try await patient.redeems(relay.invitePatient())
    guard let clinic = try await patient.client.inbox().clinics.first else { throw DidNotCome("an enrolment") }
    _ = try await patient.client.createCircle(account: clinic.account, title: "\(name)'s circle")
    return patient
  }

  /// An enrolled nurse.
  public func nurse(_ name: String) async throws -> Resident {
    let nurse = try await resident(name)
    try await nurse.redeems(relay.inviteClinician(name))
    return nurse
  }

  /// A patient and her nurse, in one circle.
  public func pair() async throws -> (marta: Resident, nadia: Resident) {
    let marta = try await patient("Marta")
    let nadia = try await nurse("Nadia")
    try await nadia.redeems(marta.invites(.clinician))
    try await marta.approves()
    // Each of its rooms has its own invitation, and so its own moment.
    try await nadia.seesInbox("Marta's circle") { inbox in inbox.circles.contains { $0.audiences.contains(.care) } }
    return (marta, nadia)
  }

  /// Words of someone's that the relay will never take; `more` wait behind them.
  public func refuses(_ words: String, _ more: String..., of resident: Resident) async throws {
    let takesAgain = try await relay.refuses()
    try await resident.says(words)
    resident.client.tryAgain()
    try await comes("refused", resident.client.chatUpdates(conversation: resident.circle().id)) { chat in
      chat.rows.contains { $0.state == .refused }
    }
    for each in more { try await resident.says(each) }
    try await takesAgain()
    resident.client.tryAgain()
  }

  private func close() async {
    for resident in residents { try? await resident.closes() }
    await relay.stop()
  }
}

/// Where a view model leads.
@MainActor
public final class Ways {
  private let ways: AsyncStream<Go>
  private let way: AsyncStream<Go>.Continuation

  /// None yet.
  public init() {
    (ways, way) = AsyncStream.makeStream(of: Go.self)
  }

  /// Takes what a view model asks for.
  public var go: @MainActor (Go) -> Void {
    { [way] in way.yield($0) }
  }

  /// Waits for where it leads next.
  public func leads() async throws -> Go {
    try await withTimeout("somewhere to go") { [ways] in
      for await way in ways { return way }
      throw DidNotCome("somewhere to go")
    }
  }
}
