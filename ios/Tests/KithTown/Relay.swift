import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// The real kith-relay, in a process of its own, with a clinic.
@MainActor
public final class Relay {
  private let data: URL
  private let port: Int
  private var process: Program?

  /// A clinic's computer that serves.
  init(home: URL) async throws {
    data = home.appendingPathComponent("relay")
    port = try freePort()
    _ = try await run([
      "clinic", "create", "--data", data.path, "--name", "Riverside Clinic", "--emergency", "112",
      "--telephone", "030 555 0100",
      "--hours", "Monday to Friday, 8 to 18", "--url", "http://127.0.0.1:\(port)",
      "--root-out", home.appendingPathComponent("root.key").path,
    ])
    try await serve()
  }

  /// Serves, until ``stop()``. Returns when it listens.
  public func serve() async throws { try await serve(at: port) }

  private func serve(at port: Int) async throws {
    let started = try Program(
      programs.appendingPathComponent("kith-relay"),
      ["serve", "--data", data.path, "--listen", "127.0.0.1:\(port)"])
    let line = await started.line()
    guard line?.hasPrefix("listening on") == true else { throw DidNotCome("the relay: \(line ?? "")") }
    process = started
  }

  /// The clinic's computer is gone, as if its plug were pulled.
  public func stop() async {
    await process?.kill()
    process = nil
  }

  /// The clinic's computer is there and does not answer any more.
  public func hangs() { process?.halt() }

  /// Takes no message from now on, and does everything else; returns what makes it take them again.
  public func refuses() async throws -> @MainActor () async throws -> Void {
    await stop()
    let behind = try freePort()
    try await serve(at: behind)
    let doorkeeper = try Doorkeeper(at: port, before: behind)
    return { [self] in
      doorkeeper.leaves()
      await stop()
      try await serve()
    }
  }

  /// A link of the clinic for a patient.
  public func invitePatient() async throws -> String {
    try await run(["clinic", "invite-patient", "--data", data.path])
  }

  /// A link of the clinic for a nurse whom it calls so.
  public func inviteClinician(_ name: String) async throws -> String {
    try await run(["clinic", "invite-staff", "--data", data.path, "--role", "clinician", "--name", name])
  }

  /// The clinic has nothing to do with someone any more. Who is served goes on until their session ends: so it serves
  /// anew.
  public func revoke(_ person: String) async throws {
    await stop()
    _ = try await run(["clinic", "revoke", "--data", data.path, "--person", person])
    try await serve()
  }

  private func run(_ arguments: [String]) async throws -> String {
    try await Program(programs.appendingPathComponent("kith-relay"), arguments).end()
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

/// The ports that relays were given, so that none is given twice before a relay listens there.
@MainActor private var given: Set<UInt16> = []

/// A port on which nobody listens; not one of those that the system gives to whoever calls somewhere, as another test
/// does at the same time.
@MainActor
private func freePort() throws -> Int {
  for _ in 0..<100 {
    let port = UInt16.random(in: 10_000..<32_000)
    guard given.insert(port).inserted else { continue }
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    address.sin_port = port.bigEndian
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    if bound { return Int(port) }
  }
  throw DidNotCome("a free port")
}
