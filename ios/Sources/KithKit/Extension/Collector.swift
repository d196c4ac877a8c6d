import Foundation
import KithCore

/// What a notification extension found.
public enum Collected: Sendable, Equatable {
  /// There are new ones; so many messages are unread.
  case messages(unread: Int)
  /// Nothing that is to be heard: it was seen or told already, or its circle is muted. So many messages are unread.
  case nothing(unread: Int)
  /// It could not be found out: the app holds the store, the device is locked, the clinic cannot be reached, or time
  /// is over. "New message" is true all the same: the push said so.
  case unknown
}

/// What a notification extension does: opens the app's store in the core's small mode, collects, closes. It has 24 MB
/// and some 30 seconds.
public struct Collector: Sendable {
  private let store: URL
  private let vault: any KeyVault
  private let later: LaterNotice?

  /// Collects into a store. What was to be sent at a time may go out with it: `later` says no longer that it did not.
  public init(store: URL, vault: any KeyVault, later: LaterNotice? = nil) {
    self.store = store
    self.vault = vault
    self.later = later
  }

  /// Collects for at most `time`. When this returns, no lock is held. Never throws: there is always something to say.
  public func collect(within time: Duration = .seconds(20)) async -> Collected {
    guard let client = try? await KithClient.openExtension(dir: store.path, vault: vault) else { return .unknown }
    let task = client.sync()
    let late = Task {
      try await Task.sleep(for: time)
      task.cancel()
    }
    let synced = try? await task.value()
    late.cancel()
    var collected = Collected.unknown
    if synced != nil, let inbox = try? await client.inbox() {
      try? await later?.set(client)
      collected = await found(client, unread: inbox.circles.reduce(0) { $0 + Int($1.unread) })
    }
    try? await client.shutDown()
    return collected
  }

  /// Whether anything of it is to be said, and notes that it was.
  private func found(_ client: KithClient, unread: Int) async -> Collected {
    guard let news = try? await client.news(shown: [], words: false, seen: false) else { return .unknown }
    for row in news.post {
      try? await client.told(conversation: row.conversation, row: row.row.id, mark: row.mark)
    }
    return news.post.isEmpty ? .nothing(unread: unread) : .messages(unread: unread)
  }
}
