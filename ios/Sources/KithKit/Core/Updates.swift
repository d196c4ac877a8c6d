import KithCore

/// What a screen looks at for as long as it is open. Pulled: `next()` waits until there is something new.
public protocol PulledSubscription: AnyObject, Sendable {
  /// What comes.
  associatedtype Value: Sendable
  /// Everything the screen shows, when it has changed; `nil` once it has ended.
  func next() async throws -> Value?
  /// Ends it: whoever waits gets `nil`.
  func cancel()
}

extension InboxSubscription: PulledSubscription {}
extension ChatSubscription: PulledSubscription {}

/// A pulled subscription as a sequence. Ends when its task is cancelled, when nobody holds it any more, and when
/// its client is closed. To iterate it twice is to share what comes.
public struct Updates<Subscription: PulledSubscription>: AsyncSequence, Sendable {
  /// What comes.
  public typealias Element = Subscription.Value

  private let lease: Lease

  /// Takes over a subscription.
  public init(_ subscription: Subscription) {
    lease = Lease(subscription)
  }

  /// The subscription, to move its window.
  var subscription: Subscription { lease.subscription }

  /// Ends it, for everyone who iterates.
  public func cancel() {
    subscription.cancel()
  }

  /// Waits for what comes.
  public func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(lease: lease)
  }

  /// Waits for what comes.
  public struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate let lease: Lease

    /// Everything, when it has changed; `nil` at the end.
    public mutating func next() async throws -> Subscription.Value? {
      let subscription = lease.subscription
      // Swift's cancellation does not reach Rust by itself.
      return try await withTaskCancellationHandler {
        try await subscription.next()
      } onCancel: {
        subscription.cancel()
      }
    }
  }

  /// Ends the subscription when it is let go of.
  fileprivate final class Lease: Sendable {
    let subscription: Subscription

    init(_ subscription: Subscription) {
      self.subscription = subscription
    }

    deinit {
      subscription.cancel()
    }
  }
}

extension KithClient {
  /// The list of conversations, as long as someone iterates.
  public func inboxUpdates() -> Updates<InboxSubscription> {
    Updates(watchInbox())
  }

  /// A conversation, as long as someone iterates. Opens at what was not read yet.
  public func chatUpdates(conversation: ConversationId) -> Updates<ChatSubscription> {
    Updates(watchChat(conversation: conversation))
  }
}
