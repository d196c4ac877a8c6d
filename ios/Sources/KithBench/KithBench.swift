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
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case "measure-nothing": try await Child.rests(arguments)
    case "measure-memory": try await Child(arguments).collects()
    case "writes": try await Child(arguments).writes()
    case "subscriptions": try await Child(arguments).subscribes()
    case let rust? where rust.hasSuffix("kith-bench") && arguments.count < 3:
      let report = Report(json: arguments.last == "--json")
      try await Figures(report: report, rust: URL(fileURLWithPath: rust)).run()
    default:
      FileHandle.standardError.write(Data("usage: KithBench PATH-OF-KITH-BENCH [--json]\n".utf8))
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
      say(#"{"metric": "\#(metric)", "value": \#(String(format: "%.3f", value)), "unit": "\#(unit)", "n": \#(n)}"#)
    } else {
      let name = metric.padding(toLength: 28, withPad: " ", startingAt: 0)
      say("\(name) \(String(format: "%12.1f", value))  \(unit) (\(n))")
    }
  }
}

/// Says a line at once: whoever reads it waits for it.
func say(_ line: some CustomStringConvertible) {
  FileHandle.standardOutput.write(Data("\(line)\n".utf8))
}
