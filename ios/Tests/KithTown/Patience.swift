import Foundation
import KithCore
import KithKit
import Observation

/// How long something may take that is awaited: far more than it needs on a machine that is busy.
public let patience: Duration = .seconds(60)

/// Something that was awaited did not come.
public struct DidNotCome: Error, CustomStringConvertible {
  /// What was awaited.
  public let description: String

  /// Something that did not come.
  public init(_ what: String) {
    description = "it did not come: \(what)"
  }
}

/// Waits for work, but not for ever.
@MainActor
public func withTimeout<Value: Sendable>(
  _ what: String, _ work: @escaping @Sendable @MainActor () async throws -> Value
) async throws -> Value {
  try await withThrowingTaskGroup(of: Value.self) { group in
    group.addTask { try await work() }
    group.addTask {
      try await Task.sleep(for: patience)
      throw DidNotCome(what)
    }
    defer { group.cancelAll() }
    guard let first = try await group.next() else { throw DidNotCome(what) }
    return first
  }
}

/// Waits for what is observed to be as it should.
@MainActor
@discardableResult
public func becomes<State: Sendable>(
  _ what: String, _ state: @escaping @Sendable @MainActor () -> State,
  where wanted: @escaping @Sendable @MainActor (State) -> Bool
) async throws -> State {
  try await withTimeout(what) {
    while true {
      let (changes, change) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
      // Called before the change; we go on after it, since both are the main actor's.
      let now = withObservationTracking(state) { change.yield() }
      if wanted(now) { return now }
      for await _ in changes { break }
      try Task.checkCancellation()
    }
  }
}

/// Waits for what a subscription gives to be as it should.
@MainActor
@discardableResult
public func comes<Subscription: PulledSubscription>(
  _ what: String, _ updates: Updates<Subscription>,
  where wanted: @escaping @Sendable @MainActor (Subscription.Value) -> Bool
) async throws -> Subscription.Value {
  try await withTimeout(what) {
    for try await value in updates where wanted(value) { return value }
    throw DidNotCome("\(what): the subscription ended")
  }
}
