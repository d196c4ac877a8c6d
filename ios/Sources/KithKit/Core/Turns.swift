/// Lets one piece of work go on at a time, in the order in which they came.
@MainActor
final class Turns {
  private var taken = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  nonisolated init() {}

  /// Does `work` when it is its turn.
  func take<Value: Sendable>(_ work: @MainActor () async throws -> Value) async rethrows -> Value {
    if taken {
      await withCheckedContinuation { waiting.append($0) }
    } else {
      taken = true
    }
    defer {
      // Handed on, not let go of: who comes meanwhile stands behind.
      if waiting.isEmpty { taken = false } else { waiting.removeFirst().resume() }
    }
    return try await work()
  }
}
