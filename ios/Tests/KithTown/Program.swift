import Foundation

/// A program in a process of its own that is spoken to in lines.
public final class Program: @unchecked Sendable {
  // Unchecked: what was read and not told yet is only touched from `lines`.
  private let process: Spawned
  private let name: String
  private let lines = DispatchQueue(label: "care.kith.town.program")
  private var read = Data()

  /// Starts a program.
  public init(_ program: URL, _ arguments: [String], environment: [String: String] = [:]) throws {
    name = program.lastPathComponent
    process = try Spawned(
      program, arguments, environment: ProcessInfo.processInfo.environment.merging(environment) { $1 })
  }

  deinit {
    process.signal(SIGKILL)
  }

  /// The process's number.
  public var id: Int32 { process.id }

  /// The next line that it says; `nil` when it says no more.
  public func line() async -> String? {
    await withCheckedContinuation { answer in
      lines.async { answer.resume(returning: self.nextLine()) }
    }
  }

  /// Types a line.
  public func type(_ line: String) {
    process.write(Data((line + "\n").utf8))
  }

  /// Types a line; answers what it led to, up to a line with a full stop alone.
  public func types(_ line: String) async -> [String] {
    type(line)
    return await answer()
  }

  /// What it says, up to a line with a full stop alone.
  public func answer() async -> [String] {
    var answer: [String] = []
    while let line = await line(), line != "." { answer.append(line) }
    return answer
  }

  /// Ends it without a warning, as a battery that gives out. Returns when it is gone, and its locks with it.
  public func kill() async {
    process.signal(SIGKILL)
    _ = await process.end()
  }

  /// Halts it where it is: it is there, and does not answer.
  public func halt() { process.signal(SIGSTOP) }

  /// What it says to its end. Throws where it fails.
  public func end() async throws -> String {
    var all: [String] = []
    while let line = await line() { all.append(line) }
    let status = await process.end()
    guard status == 0 else { throw DidNotCome("\(name) ended with \(status)") }
    return all.joined(separator: "\n")
  }

  private func nextLine() -> String? {
    while true {
      if let end = read.firstIndex(of: 10) {
        let line = String(decoding: read[..<end], as: UTF8.self)
        read = Data(read[read.index(after: end)...])
        return line
      }
      let more = process.read()
      if more.isEmpty { return nil }
      read.append(more)
    }
  }
}

/// The folder of the programs that `core/generate` leaves.
public let programs: URL = {
  if let folder = ProcessInfo.processInfo.environment["KITH_PROGRAMS"] { return URL(fileURLWithPath: folder) }
  let here = URL(fileURLWithPath: #filePath)
  return here.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Generated/programs")
}()
