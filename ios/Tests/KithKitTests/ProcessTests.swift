import Foundation
import KithCore
import KithKit
import KithTown
import Testing

/// What can only be seen from outside of a process: its death, and its memory.
@MainActor
struct ProcessTests {
  /// The program that lives beside the tests.
  private let child = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appendingPathComponent("KithBench")

  private func arguments(_ role: String, of resident: Resident) throws -> [String] {
    let key = try #require(try resident.vault.load())
    return [role, resident.store.path, key.map { String(format: "%02x", $0) }.joined()]
  }

  @Test("a process that is killed while it writes has lost nothing that it answered for")
  func killed() async throws {
    try await Town.play { town in
      let (marta, nadia) = try await town.pair()
      try await marta.closes()
      var answered = -1
      for upTo in [3, 25, 60] {
        let writing = try Program(child, try arguments("writes", of: marta))
        var stored = -1
        while stored < upTo, let line = await writing.line() {
          stored = Int(line.split(separator: " ").last ?? "") ?? stored
        }
        await writing.kill()
        #expect(stored >= upTo)
        answered += stored + 1
      }
      try await marta.opens()
      let chat = ChatModel(client: marta.client, circle: try await marta.circle().id, go: Ways().go)
      let last = try await becomes("what was written last, gone out", { chat.state }) { state in
        state.messages.count > 1 && state.messages.allSatisfy(\.delivery.wentOut)
      }
      let hits = try await marta.client.lookFor(of: SearchQuery(words: "Line"), limit: 500).hits
      #expect(hits.count > answered)
      try await nadia.reads(try #require(last.messages.last).body)
      let there = try await nadia.client.lookFor(of: SearchQuery(words: "Line"), limit: 500).hits
      #expect(there.map(\.row.content) == hits.map(\.row.content), "each once, in order")
    }
  }

  @Test("ten thousand subscriptions and view models leave nothing behind")
  func leaks() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      for number in 0..<60 { try await marta.says("Line \(number)") }
      try await marta.closes()
      let grown = try await Self.numbers(Program(child, try arguments("subscriptions", of: marta)))
      #expect(grown.count == 4)
      // What is made once and kept is made with the first ten thousand. What leaks does so each time; what the system
      // hands out in larger pieces comes now and then.
      let least = try #require(grown.dropFirst().min())
      #expect(least < 256, "\(grown) KB")
      try await marta.opens()
    }
  }

  @Test("the extension collects a thousand messages within its memory")
  func memory() async throws {
    try await Town.play { town in
      let (marta, nadia) = try await town.pair()
      try await nadia.closes()
      for number in 0..<1_000 { try await marta.says("Message \(number)") }
      try await marta.syncs()
      let full = try await Self.numbers(Program(child, try arguments("measure-memory", of: nadia)))
      let empty = try await Self.numbers(Program(child, ["measure-nothing"]))
      #expect(full.last == 1_000)
      // Of its own; the pages of libraries that it touches come on top, and can be dropped at any time.
      #expect(full[1] - empty[1] < 16, "\(full) MB, \(empty) MB")
      try await nadia.opens()
    }
  }

  private static func numbers(_ program: Program) async throws -> [Double] {
    try await program.end().split { $0.isWhitespace }.compactMap { Double($0) }
  }
}
