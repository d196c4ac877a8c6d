import Foundation

/// The most memory that this process had while it was looked at, in megabytes.
struct Memory: CustomStringConvertible {
  /// All of it, from the process's beginning: `VmHWM`.
  var peak = 0.0
  /// Its own: `RssAnon`. The rest can be read from its files again, and iOS does not count that.
  var own = 0.0
  /// Pages of the program, its libraries and the store: `RssFile`.
  var files = 0.0

  var description: String { "\(peak) \(own) \(files)" }
}

/// The memory that this process has now, in pages, as `/proc/self/statm` says.
func residentPages() -> Int {
  let statm = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
  return statm.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
}

/// Looks again and again at this process's memory, and takes next to none for it: what the kernel says is read into one
/// buffer, every 5 milliseconds.
final class MemoryWatch: @unchecked Sendable {
  // Unchecked: guarded by `lock`.
  private let lock = NSLock()
  private let status = open("/proc/self/status", O_RDONLY)
  private let text = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)
  private var most = Memory()
  private var ended = false

  init() {
    look()
    Thread.detachNewThread { [self] in
      while look() { usleep(5_000) }
    }
  }

  /// The most that was seen; ends the looking.
  func end() -> Memory {
    look()
    return lock.withLock {
      ended = true
      return most
    }
  }

  @discardableResult
  private func look() -> Bool {
    lock.withLock {
      let said = UnsafeRawBufferPointer(rebasing: text[..<max(0, pread(status, text.baseAddress, text.count, 0))])
      most.peak = megabytes("VmHWM:", in: said)
      most.own = max(most.own, megabytes("RssAnon:", in: said))
      most.files = max(most.files, megabytes("RssFile:", in: said))
      return !ended
    }
  }

  /// The number of kilobytes that stands after a name, in megabytes.
  private func megabytes(_ name: StaticString, in text: UnsafeRawBufferPointer) -> Double {
    let length = name.utf8CodeUnitCount
    guard
      let start = (0..<max(0, text.count - length)).first(where: { start in
        memcmp(text.baseAddress! + start, name.utf8Start, length) == 0
      })
    else { return 0 }
    var kilobytes = 0
    for byte in text[(start + length)...] {
      if byte == UInt8(ascii: "\n") { break }
      if (48...57).contains(byte) { kilobytes = kilobytes * 10 + Int(byte - 48) }
    }
    return Double(kilobytes) * 1024 / 1e6
  }
}
