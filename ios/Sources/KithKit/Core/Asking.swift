import KithCore

/// What a view model has under way with the core, and what of it failed. It ends when the view model goes.
@MainActor
final class Asking {
  private var tasks: [Int: Task<Void, Never>] = [:]
  private var count = 0
  private var looking: Task<Void, Never>?
  private var looksAgain: (@MainActor () -> Void)?
  private var doesAgain: (@MainActor () -> Void)?

  nonisolated init() {}

  deinit {
    for task in tasks.values { task.cancel() }
  }

  /// Looks at something for as long as the view model is there, in place of what was looked at before.
  func look(
    _ failed: @escaping @MainActor (Problem) -> Void, _ work: @escaping @MainActor () async throws -> Void
  ) {
    looksAgain = nil
    looking?.cancel()
    looking = run(failed, work) { [weak self] in
      self?.looksAgain = { self?.look(failed, work) }
    }
  }

  /// Does something with the core; a failure becomes a ``Problem``. What the core itself does happens on threads of
  /// its own, only what comes of it here. `again` is how it is done once more, where that is more than the work.
  @discardableResult
  func ask(
    _ failed: @escaping @MainActor (Problem) -> Void, again: (@MainActor () -> Void)? = nil,
    _ work: @escaping @MainActor () async throws -> Void
  ) -> Task<Void, Never> {
    run(failed, work) { [weak self] in
      self?.fails(again ?? { self?.ask(failed, work) })
    }
  }

  /// Something failed; `again` does it once more.
  func fails(_ again: @escaping @MainActor () -> Void) { doesAgain = again }

  /// Whether something failed that nobody has done about yet.
  var hasFailed: Bool { doesAgain != nil }

  /// Does the one thing about a problem: what failed is done once more, or `go` leads somewhere. `taken` takes the
  /// problem away, unless whoever goes comes back to it.
  func resolve(_ remedy: Remedy, _ go: @MainActor (Go) -> Void, taken: @MainActor () -> Void = {}) {
    if remedy.leavesIt {
      remedy.way.map(go)
      return
    }
    taken()
    let again = doesAgain
    doesAgain = nil
    switch remedy {
    case .tryAgain:
      looksAgain?()
      again?()
    case .goBack: go(.back)
    case .understood: break
    case .update, .freeSpace, .unlock, .startOver: remedy.way.map(go)
    }
  }

  private func run(
    _ failed: @escaping @MainActor (Problem) -> Void, _ work: @escaping @MainActor () async throws -> Void,
    noting: @escaping @MainActor () -> Void
  ) -> Task<Void, Never> {
    count += 1
    let number = count
    let task = Task { [weak self] in
      await trying(
        {
          noting()
          failed($0)
        }, work)
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
