import Foundation
import Glibc

/// A process, with a pipe into it and one out of it. What it says on its error output is dropped.
///
/// Not Foundation's `Process`: on Linux its own thread says that a process has ended before it has done with it, and
/// whoever waited lets go of what that thread still uses. Beside a busy machine both crash.
final class Spawned: @unchecked Sendable {
  // Unchecked: what changes is guarded by `lock`.
  /// The process's number.
  let id: pid_t
  private let into: Int32
  private let outOf: Int32
  private let lock = NSLock()
  private var ended: Int32?
  private var waiting: [CheckedContinuation<Int32, Never>] = []

  /// One at a time: another process would inherit a pipe that is not closed to it yet, and keep it open.
  private static let spawning = NSLock()

  /// Starts a program.
  init(_ program: URL, _ arguments: [String], environment: [String: String]) throws {
    (id, into, outOf) = try Self.spawning.withLock { try Self.spawn(program, arguments, environment) }
    // Holds this for as long as the process lives.
    Thread.detachNewThread { self.waits() }
  }

  deinit {
    close(into)
    close(outOf)
  }

  /// Sends it a signal, unless it has ended: its number may be another's by then.
  func signal(_ signal: Int32) {
    lock.withLock {
      if ended == nil { _ = kill(id, signal) }
    }
  }

  /// Waits until it is gone; answers what it ended with, or the signal that ended it, as a negative number.
  func end() async -> Int32 {
    await withCheckedContinuation { answer in
      let known: Int32? = lock.withLock {
        if ended == nil { waiting.append(answer) }
        return ended
      }
      if let known { answer.resume(returning: known) }
    }
  }

  /// Gives it some bytes.
  func write(_ bytes: Data) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(into, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return }
      rest = rest.dropFirst(count)
    }
  }

  /// The next bytes that it says; none when it says no more.
  func read() -> Data {
    var bytes = [UInt8](repeating: 0, count: 16 * 1024)
    while true {
      let count = Glibc.read(outOf, &bytes, bytes.count)
      if count < 0 && errno == EINTR { continue }
      return Data(bytes.prefix(max(0, count)))
    }
  }

  private func waits() {
    // It keeps its number until we know that it is gone.
    var how = siginfo_t()
    while waitid(P_PID, id_t(id), &how, WEXITED | WNOWAIT) == -1 && errno == EINTR {}
    let (status, waited) = lock.withLock {
      var status: Int32 = 0
      while waitpid(id, &status, 0) == -1 && errno == EINTR {}
      let signal = status & 0x7f
      let end = signal == 0 ? (status >> 8) & 0xff : -signal
      ended = end
      defer { waiting = [] }
      return (end, waiting)
    }
    for each in waited { each.resume(returning: status) }
  }

  private static func spawn(
    _ program: URL, _ arguments: [String], _ environment: [String: String]
  ) throws -> (pid_t, Int32, Int32) {
    let (itReads, weWrite) = try pipe()
    let (weRead, itWrites) = try pipe()
    defer {
      close(itReads)
      close(itWrites)
    }
    var streams = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&streams)
    defer { posix_spawn_file_actions_destroy(&streams) }
    posix_spawn_file_actions_adddup2(&streams, itReads, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&streams, itWrites, STDOUT_FILENO)
    posix_spawn_file_actions_addopen(&streams, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    let words = strings([program.path] + arguments)
    let variables = strings(environment.map { "\($0)=\($1)" })
    defer { for each in words + variables { free(each) } }
    var id: pid_t = 0
    let code = posix_spawn(&id, program.path, &streams, nil, words, variables)
    guard code == 0 else {
      close(weWrite)
      close(weRead)
      throw DidNotCome("\(program.lastPathComponent): \(String(cString: strerror(code)))")
    }
    return (id, weWrite, weRead)
  }

  /// A pipe that no other process inherits: where it is read, where it is written.
  private static func pipe() throws -> (Int32, Int32) {
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { throw DidNotCome("a pipe: \(String(cString: strerror(errno)))") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  private static func strings(_ strings: [String]) -> [UnsafeMutablePointer<CChar>?] {
    strings.map { strdup($0) } + [nil]
  }
}
