import KithCore

/// What a view model has under way with the core. It ends when the view model goes.
@MainActor
final class Asking {
  private var tasks: [Int: Task<Void, Never>] = [:]
  private var count = 0

  nonisolated init() {}

  deinit {
    for task in tasks.values { task.cancel() }
  }

  /// Does something with the core; a failure becomes a ``Problem``. What the core itself does happens on threads of
  /// its own, only what comes of it here.
  @discardableResult
  func ask(
    _ failed: @escaping @MainActor (Problem) -> Void, _ work: @escaping @MainActor () async throws -> Void
  ) -> Task<Void, Never> {
    count += 1
    let number = count
    let task = Task { [weak self] in
      await trying(failed, work)
      self?.tasks[number] = nil
    }
    tasks[number] = task
    return task
  }
}

/// Does something with the core; a failure becomes a ``Problem``, unless nobody waits any more.
@MainActor
func trying(
  _ failed: @MainActor (Problem) -> Void, _ work: @MainActor () async throws -> Void
) async {
  do {
    try await work()
  } catch {
    if !Task.isCancelled { failed(Problem(error)) }
  }
}

/// Does one thing after the other, in the order in which they were asked for, to the end: not even whoever asked
/// going away keeps something from being stored.
@MainActor
final class InOrder {
  private var last: Task<Void, Never>?

  nonisolated init() {}

  /// Does `work` after everything before it.
  @discardableResult
  func then(_ work: @escaping @MainActor () async -> Void) -> Task<Void, Never> {
    let before = last
    let task = Task {
      await before?.value
      await work()
    }
    last = task
    return task
  }
}

/// Does what was asked for last; what is asked for meanwhile waits, and only the newest of it is done.
@MainActor
final class Newest {
  private var waiting: (@MainActor () async -> Void)?
  private var working = false

  nonisolated init() {}

  /// Does `work`, in place of what waits.
  func offer(_ work: @escaping @MainActor () async -> Void) {
    waiting = work
    guard !working else { return }
    working = true
    Task {
      while let next = waiting {
        waiting = nil
        await next()
      }
      working = false
    }
  }
}
