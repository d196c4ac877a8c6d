import Foundation
import KithCore
import KithKit
import KithTown

/// A process of someone's: her store and her key are handed to it.
@MainActor
struct Child {
  private let dir: String
  private let vault: InMemoryVault

  /// `ROLE FOLDER KEY`: the key in hexadecimal, of a store that only a test ever had.
  init(_ arguments: [String]) throws {
    guard arguments.count == 3, let key = Data(hex: arguments[2]) else { throw DidNotCome("a folder and a key") }
    dir = arguments[1]
    vault = InMemoryVault(key: key)
  }

  /// The notification extension: collects what waits, says what it took, for how many seconds, and how much there is.
  func collects() async throws {
    let start = ContinuousClock.now
    let memory = MemoryWatch()
    let collected = await Collector(store: URL(fileURLWithPath: dir), vault: vault).collect()
    guard case .messages(let unread) = collected else { throw DidNotCome("messages: \(collected)") }
    say("\(memory.end()) \(seconds(since: start)) \(unread)")
  }

  /// What the same program takes that does nothing for as long, with the library loaded and compared with its Swift:
  /// what is below every extension.
  static func rests(_ arguments: [String]) async throws {
    let memory = MemoryWatch()
    uniffiEnsureKithBindingsInitialized()
    try await Task.sleep(for: .seconds(arguments.last.flatMap(Double.init) ?? 0.1))
    say("\(memory.end())")
  }

  /// Writes, and says so of each message once it is stored, until the process is killed.
  func writes() async throws {
    let client = try await KithClient.open(dir: dir, vault: vault, clock: nil)
    try await client.start()
    guard let circle = try await client.inbox().circles.first?.id else { throw DidNotCome("a circle") }
    for number in 0... {
      _ = try await client.send(room: sharedRoom(circle: circle, audience: .circle), body: "Line \(number)")
      say("stored \(number)")
    }
  }

  /// Opens and closes ten thousand subscriptions and view models, four times; says what memory grew by each time, in
  /// kilobytes. What is made once and kept is made the first time.
  func subscribes() async throws {
    let client = try await KithClient.open(dir: dir, vault: vault, clock: nil)
    guard let circle = try await client.inbox().circles.first?.id else { throw DidNotCome("a circle") }
    var before = residentPages()
    for _ in 0..<4 {
      try await openAndClose(client, circle, 10_000)
      let now = residentPages()
      say((now - before) * Int(sysconf(Int32(_SC_PAGESIZE))) / 1024)
      before = now
    }
    try await client.shutDown()
  }

  private func seconds(since start: ContinuousClock.Instant) -> Double {
    (ContinuousClock.now - start) / .seconds(1)
  }

  private func openAndClose(_ client: KithClient, _ circle: CircleId, _ times: Int) async throws {
    for number in 0..<times {
      switch number % 10 {
      case 0:
        // Read once, and left.
        for try await _ in client.chatUpdates(conversation: circle) { break }
      case 1:
        let updates = client.inboxUpdates()
        let waiting = Task { for try await _ in updates {} }
        await Task.yield()
        waiting.cancel()
        _ = await waiting.result
      case 2:
        let chat = ChatModel(client: client, circle: circle, go: { _ in })
        // Whoever waits with a limit leaves the limit behind until its time has come: that would be measured too.
        while chat.state.timeline.value == nil { await Task.yield() }
      case 3:
        let task = client.sync()
        task.cancel()
        _ = try? await task.value()
      case 4:
        // Left before it showed anything.
        _ = InboxModel(client: client, title: { $0 }, go: { _ in })
      default:
        _ = client.chatUpdates(conversation: circle)
      }
    }
  }
}
