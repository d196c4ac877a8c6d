import Foundation
import KithCore
import KithKit
import KithTown

/// Measures Kith through Swift; `scripts/bench` runs it. Also what tests start as a process of its own: to be killed,
/// or to have its memory measured.
@main
@MainActor
struct KithBench {
  static func main() async throws {
    setlinebuf(stdout)
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case "measure-nothing": print(peakMegabytes())
    case "measure-memory": try await Child(arguments).collects()
    case "writes": try await Child(arguments).writes()
    case "subscriptions": try await Child(arguments).subscribes()
    case nil: try await Figures(report: Report(json: false)).run()
    case "--json": try await Figures(report: Report(json: true)).run()
    default:
      FileHandle.standardError.write(Data("usage: KithBench [--json]\n".utf8))
      exit(2)
    }
  }
}

/// Where figures go, as kith-bench has it: a table, or one JSON object a line.
struct Report {
  let json: Bool

  init(json: Bool) {
    self.json = json
  }

  /// One figure; `n` is how many things it was measured over.
  func figure(_ metric: String, _ value: Double, _ unit: String, _ n: Int) {
    if json {
      print(#"{"metric": "\#(metric)", "value": \#(String(format: "%.3f", value)), "unit": "\#(unit)", "n": \#(n)}"#)
    } else {
      let name = metric.padding(toLength: 28, withPad: " ", startingAt: 0)
      print("\(name) \(String(format: "%12.1f", value))  \(unit) (\(n))")
    }
  }
}

/// The most memory that this process ever had: `VmHWM`, in megabytes.
func peakMegabytes() -> Double {
  kilobytes(of: "VmHWM:") * 1024 / 1e6
}

/// The memory that this process has now, in pages, as `/proc/self/statm` says.
func residentPages() -> Int {
  let statm = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
  return statm.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
}

private func kilobytes(of name: String) -> Double {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
  return line.flatMap { Double($0.filter(\.isNumber)) } ?? 0
}
