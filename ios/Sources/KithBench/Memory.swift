import Foundation

/// The most memory that this process ever had, the pages of programs and libraries included: `VmHWM`, in megabytes.
func peakMegabytes() -> Double {
  kilobytes(of: "VmHWM:") * 1024 / 1e6
}

/// The memory that this process has now, in pages, as `/proc/self/statm` says.
func residentPages() -> Int {
  let statm = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
  return statm.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
}

/// Looks again and again at what of this process's memory is its own: anonymous pages. Those of libraries can be read
/// from their files again; iOS does not count them either.
final class OwnMemory: @unchecked Sendable {
  // Unchecked: guarded by `lock`.
  private let lock = NSLock()
  private var most = 0.0
  private var ended = false

  init() {
    look()
    Thread.detachNewThread { [self] in
      while !isOver {
        look()
        usleep(1_000)
      }
    }
  }

  /// The most that was seen, in megabytes; ends the looking.
  func peak() -> Double {
    look()
    return lock.withLock {
      ended = true
      return most
    }
  }

  private var isOver: Bool { lock.withLock { ended } }

  private func look() {
    let now = kilobytes(of: "RssAnon:") * 1024 / 1e6
    lock.withLock { most = max(most, now) }
  }
}

private func kilobytes(of name: String) -> Double {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
  return line.flatMap { Double($0.filter(\.isNumber)) } ?? 0
}
