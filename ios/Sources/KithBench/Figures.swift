import Foundation
import KithCore
import KithKit
import KithTown

/// The figures of the boundary to Swift, beside what the same costs in Rust alone, and of the extension's memory.
@MainActor
final class Figures {
  private static let rows = 10_000
  private static let rounds = 500
  private static let openings = 20
  private static let waiting = 1_000

  private let report: Report
  private let rust: URL
  private var swift: [String: Double] = [:]

  /// Figures; `rust` is kith-bench.
  init(report: Report, rust: URL) {
    self.report = report
    self.rust = rust
  }

  func run() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      marta.client.stop()
      for number in 0..<Self.rows {
        try await marta.says("Message \(number), with some words of a length that people write in chats.")
      }
      // Sent and seen, as most of what people have: what waits, and what is new, is counted each time.
      while try await marta.client.sync().value().waiting > 0 {}
      if let last = try await marta.client.inbox().circles.first?.last {
        try await marta.client.markRead(conversation: last.circle, row: last.id)
      }
      try await marta.closes()
      let copy = town.home.appendingPathComponent("copy")
      try FileManager.default.copyItem(at: marta.store, to: copy)
      try await marta.opens()
      marta.client.stop()
      try await opening(marta)
      try await boundary(marta.client, circle: try await marta.circle().id)
      try await echo(marta.client, circle: try await marta.circle().id)
      try await compare(copy, marta.vault)
      try await reacted(marta.client, circle: try await marta.circle().id)
    }
    try await Town.play { town in try await memory(town) }
  }

  /// From a closed store to the first list on the screen.
  private func opening(_ marta: Resident) async throws {
    var took: [Double] = []
    for _ in 0..<Self.openings {
      try await marta.closes()
      let start = ContinuousClock.now
      let client = try await KithClient.open(dir: marta.store.path, vault: marta.vault, clock: nil)
      let inbox = InboxModel(client: client, title: { $0 }, go: { _ in })
      try await becomes("the list", { inbox.state }) { $0.clinics.value != nil }
      took.append(microseconds(since: start) / 1000)
      try await client.shutDown()
      try await marta.opens()
      marta.client.stop()
    }
    note("first_list_ms", middle(took), Self.rows)
  }

  private func boundary(_ client: KithClient, circle: CircleId) async throws {
    try await figure("call_us") { client.tryAgain() }
    try await figure("async_us") { _ = try await client.settings() }
    let page = try await figure("page_us") { _ = try await read(client, circle, moved: false) }
    let window = try await figure("window_us") { _ = try await read(client, circle, moved: true) }
    // Two windows were read: one of 50 rows, one of 100.
    note("row_us", (window - page) / 100, Self.rounds)
    try await figure("screen_us") {
      let chat = ChatModel(client: client, circle: circle, go: { _ in })
      try await becomes("the page", { chat.state }) { $0.timeline.value?.rows.count == 50 }
    }
  }

  private func read(_ client: KithClient, _ circle: CircleId, moved: Bool) async throws -> Int {
    let watch = client.watchChat(conversation: circle)
    guard let chat = try await watch.next(), let first = chat.rows.first, chat.rows.count == 50 else {
      throw DidNotCome("a page")
    }
    guard moved else { return 50 }
    watch.older(row: first.id)
    guard let more = try await watch.next(), more.rows.count == 100 else { throw DidNotCome("two pages") }
    return 100
  }

  /// A conversation is opened whose first page has an answer and three reactions on each row.
  private func reacted(_ client: KithClient, circle: CircleId) async throws {
    let room = sharedRoom(circle: circle, audience: .circle)
    let answered = try await newest(client, circle).last?.id
    for number in 0..<50 { _ = try await client.send(room: room, body: "Yes, that is so (\(number)).", replyTo: answered) }
    for row in try await newest(client, circle) {
      for sign in ["👍", "❤️", "🙏"] { try await client.react(row: row.id, sign: sign, on: true) }
    }
    try await figure("page_reacted_us") { _ = try await read(client, circle, moved: false) }
  }

  private func newest(_ client: KithClient, _ circle: CircleId) async throws -> [TimelineRow] {
    guard let page = try await client.watchChat(conversation: circle).next() else { throw DidNotCome("a page") }
    return page.rows
  }

  /// From the touch of the button until the words stand in the list, stored. The draft was kept before: typing is slow.
  private func echo(_ client: KithClient, circle: CircleId) async throws {
    try await figure("send_us") { _ = try await client.send(room: sharedRoom(circle: circle, audience: .circle), body: "Echo") }
    let chat = ChatModel(client: client, circle: circle, go: { _ in })
    try await becomes("the circle", { chat.state }) { $0.timeline.value != nil }
    var took: [Double] = []
    for round in 0..<Self.rounds {
      let words = "Echo \(round)"
      chat.onEvent(.draftChanged(text: words))
      try await comes("the draft", client.inboxUpdates()) { $0.circles.first?.draft?.body == words }
      let start = ContinuousClock.now
      chat.onEvent(.send())
      let shown = try await becomes("the words", { chat.state }) {
        $0.timeline.value?.rows.last?.message?.body == words
      }
      took.append(microseconds(since: start))
      if let last = shown.timeline.value?.rows.last { chat.onEvent(.seen(rowId: last.id)) }
      try await becomes("an empty field", { chat.state }) { $0.composer.draft.isEmpty }
    }
    note("echo_p50_us", middle(took), Self.rounds)
  }

  /// The same in Rust alone, on a copy of the store as it was before; and what the boundary adds to each.
  private func compare(_ store: URL, _ vault: InMemoryVault) async throws {
    for line in try await Program(rust, ["measure-views", store.path, Self.key(vault)]).end().split(separator: "\n") {
      let figure = try JSONDecoder().decode(Figure.self, from: Data(line.utf8))
      report.figure(figure.metric, figure.value, figure.unit, figure.n)
      let name = figure.metric.replacingOccurrences(of: "rust_", with: "")
      guard let ours = swift[name] else { throw DidNotCome("\(name) in Swift") }
      report.figure("swift_adds_\(name)", ours - figure.value, figure.unit, figure.n)
    }
  }

  /// As kith-bench writes it.
  private struct Figure: Decodable {
    let metric: String
    let value: Double
    let unit: String
    let n: Int
  }

  /// What the extension takes to collect what waits, in a process of its own, above what the same program takes that
  /// does nothing for as long: Swift, Foundation, and the library loaded.
  private func memory(_ town: Town) async throws {
    let (marta, nadia) = try await town.pair()
    try await nadia.closes()
    for number in 0..<Self.waiting { try await marta.says("Message \(number), as people write them in chats.") }
    try await marta.syncs()
    let me = URL(fileURLWithPath: CommandLine.arguments[0])
    let full = try await Self.numbers(Program(me, ["measure-memory", nadia.store.path, try Self.key(nadia.vault)]))
    guard full.count == 5, full[4] == Double(Self.waiting) else { throw DidNotCome("1,000 messages: \(full)") }
    let empty = try await Self.numbers(Program(me, ["measure-nothing", "\(full[3])"]))
    guard empty.count == 3 else { throw DidNotCome("nothing: \(empty)") }
    for (part, name) in ["peak_rss", "peak_own", "peak_files"].enumerated() {
      report.figure("swift_\(name)_mb", full[part] - empty[part], "MB", Self.waiting)
      report.figure("swift_empty_\(name)_mb", empty[part], "MB", 1)
    }
    try await nadia.opens()
  }

  private static func key(_ vault: InMemoryVault) throws -> String {
    try vault.load()?.map { String(format: "%02x", $0) }.joined() ?? ""
  }

  private static func numbers(_ program: Program) async throws -> [Double] {
    try await program.end().split(separator: " ").compactMap { Double($0) }
  }

  /// The middle of so many rounds, after as many to warm up; in microseconds.
  @discardableResult
  private func figure(_ metric: String, _ work: @MainActor () async throws -> Void) async throws -> Double {
    for _ in 0..<Self.rounds { try await work() }
    var took: [Double] = []
    for _ in 0..<Self.rounds {
      let start = ContinuousClock.now
      try await work()
      took.append(microseconds(since: start))
    }
    let middle = middle(took)
    note(metric, middle, Self.rounds)
    return middle
  }

  private func note(_ metric: String, _ value: Double, _ n: Int) {
    swift[metric] = value
    report.figure("swift_\(metric)", value, metric.hasSuffix("_ms") ? "ms" : "us", n)
  }

  private func middle(_ values: [Double]) -> Double {
    values.sorted()[values.count / 2]
  }

  private func microseconds(since start: ContinuousClock.Instant) -> Double {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return Double(seconds) * 1e6 + Double(attoseconds) / 1e12
  }
}
