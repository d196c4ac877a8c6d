import Foundation
import KithCore
import KithKit
import KithTown

/// The figures of the boundary to Swift, and of the extension's memory.
@MainActor
struct Figures {
  private static let rows = 10_000
  private static let rounds = 500
  private static let openings = 20
  private static let waiting = 1_000

  let report: Report

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
        try await marta.client.markRead(circle: last.circle, row: last.id)
      }
      try await opening(marta)
      try await boundary(marta.client, circle: try await marta.circle().id)
      try await echo(marta.client, circle: try await marta.circle().id)
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
    report.figure("swift_first_list_ms", middle(took), "ms", Self.rows)
  }

  private func boundary(_ client: KithClient, circle: CircleId) async throws {
    try await figure("swift_call_us") { client.tryAgain() }
    try await figure("swift_async_us") { _ = try await client.settings() }
    let page = try await figure("swift_page_us") { _ = try await read(client, circle, moved: false) }
    let window = try await figure("swift_window_us") { _ = try await read(client, circle, moved: true) }
    // Two windows were read: one of 50 rows, one of 100.
    report.figure("swift_row_us", (window - page) / 100, "us", Self.rounds)
    try await figure("swift_screen_us") {
      let chat = ChatModel(client: client, circle: circle, go: { _ in })
      try await becomes("the page", { chat.state }) { $0.timeline.value?.rows.count == 50 }
    }
  }

  private func read(_ client: KithClient, _ circle: CircleId, moved: Bool) async throws -> Int {
    let watch = client.watchChat(circle: circle)
    guard let chat = try await watch.next(), let first = chat.rows.first, chat.rows.count == 50 else {
      throw DidNotCome("a page")
    }
    guard moved else { return 50 }
    watch.older(row: first.id)
    guard let more = try await watch.next(), more.rows.count == 100 else { throw DidNotCome("two pages") }
    return 100
  }

  /// From the touch of the button until the words stand in the list, stored. The draft was kept before: typing is slow.
  private func echo(_ client: KithClient, circle: CircleId) async throws {
    try await figure("swift_send_us") { _ = try await client.send(circle: circle, audience: .circle, body: "Echo") }
    let chat = ChatModel(client: client, circle: circle, go: { _ in })
    try await becomes("the circle", { chat.state }) { $0.timeline.value != nil }
    var took: [Double] = []
    for round in 0..<Self.rounds {
      let words = "Echo \(round)"
      chat.onEvent(.draftChanged(words))
      try await comes("the draft", client.inboxUpdates()) { $0.circles.first?.draft?.body == words }
      let start = ContinuousClock.now
      chat.onEvent(.send)
      let shown = try await becomes("the words", { chat.state }) {
        $0.timeline.value?.rows.last?.message?.body == words
      }
      took.append(microseconds(since: start))
      if let last = shown.timeline.value?.rows.last { chat.onEvent(.seen(rowId: last.id)) }
      try await becomes("an empty field", { chat.state }) { $0.composer.draft.isEmpty }
    }
    report.figure("swift_echo_p50_us", middle(took), "us", Self.rounds)
  }

  /// What the extension takes to collect what waits, in a process of its own; beside it what the same program takes
  /// that does nothing: Swift, Foundation, and the library loaded.
  private func memory(_ town: Town) async throws {
    let (marta, nadia) = try await town.pair()
    try await nadia.closes()
    for number in 0..<Self.waiting { try await marta.says("Message \(number), as people write them in chats.") }
    try await marta.syncs()
    let me = URL(fileURLWithPath: CommandLine.arguments[0])
    let key = try nadia.vault.load()?.map { String(format: "%02x", $0) }.joined() ?? ""
    let full = try await Self.numbers(Program(me, ["measure-memory", nadia.store.path, key]))
    let empty = try await Self.numbers(Program(me, ["measure-nothing"]))
    guard full.count == 3, full[2] == Double(Self.waiting), empty.count == 2 else {
      throw DidNotCome("1,000 messages: \(full)")
    }
    report.figure("swift_peak_rss_mb", full[0] - empty[0], "MB", Self.waiting)
    report.figure("swift_empty_rss_mb", empty[0], "MB", 1)
    report.figure("swift_peak_own_mb", full[1] - empty[1], "MB", Self.waiting)
    report.figure("swift_empty_own_mb", empty[1], "MB", 1)
    try await nadia.opens()
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
    report.figure(metric, middle, "us", Self.rounds)
    return middle
  }

  private func middle(_ values: [Double]) -> Double {
    values.sorted()[values.count / 2]
  }

  private func microseconds(since start: ContinuousClock.Instant) -> Double {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return Double(seconds) * 1e6 + Double(attoseconds) / 1e12
  }
}
