import Foundation
import KithCore

/// Wakes the app now and then while nobody looks.
public protocol BackgroundRefresh: Sendable {
  /// Asks to be woken, not before a moment. In place of what was asked before.
  @MainActor
  func ask(earliest: Date) throws
}

/// One exchange with every relay, while nobody looks.
@MainActor
public final class BackgroundSync {
  /// How long iOS is asked to wait at least.
  public static let interval: TimeInterval = 15 * 60

  /// When to ask to be woken again: when what waits is due, if that is sooner. iOS wakes the app then or later, or not at
  /// all, as it sees fit; what is due goes out when the app is awake next, within a day.
  public static func earliest(after now: Date, due: Date?) -> Date {
    let usual = now.addingTimeInterval(interval)
    return due.map { min(max($0, now), usual) } ?? usual
  }

  private let session: Session
  private let notices: MessageNotices
  private let refresh: any BackgroundRefresh
  private let clock: any DeviceClock

  /// Exchanges for a session.
  public init(
    session: Session, notices: MessageNotices, refresh: any BackgroundRefresh, clock: any DeviceClock = SystemClock()
  ) {
    self.session = session
    self.notices = notices
    self.refresh = refresh
    self.clock = clock
  }

  /// Asks to be woken again, then exchanges everything and says what is new. Answers whether nothing is left to do.
  /// Whoever cancels the task calls the exchange off: iOS wants its time back. It is called off after `time`, too, for
  /// iOS stops an app that takes more than 30 seconds.
  public func run(within time: Duration = .seconds(25)) async -> Bool {
    let work = Task { await exchange() }
    let late = Task {
      try await Task.sleep(for: time)
      work.cancel()
    }
    defer { late.cancel() }
    return await withTaskCancellationHandler {
      await work.value
    } onCancel: {
      work.cancel()
    }
  }

  private func exchange() async -> Bool {
    // Where iOS does not take it, the next push wakes the app.
    try? refresh.ask(earliest: Self.earliest(after: clock.now(), due: nil))
    do {
      return try await session.visit { [notices, refresh, clock] client in
        let report = try await client.sync().value()
        try await notices.show(client, seen: false)
        if let due = try await client.nextLater().map(Date.init(milliseconds:)) {
          try? refresh.ask(earliest: Self.earliest(after: clock.now(), due: due))
        }
        return report.waiting == 0
      }
    } catch {
      // The device is locked, the clinic cannot be reached, or time is over: each ends by itself.
      return false
    }
  }
}

#if canImport(BackgroundTasks) && os(iOS)
  import BackgroundTasks

  /// iOS's scheduler. The identifier stands in Info.plist too (`BGTaskSchedulerPermittedIdentifiers`).
  public struct ScheduledRefresh: BackgroundRefresh {
    /// What the task is called.
    public static let identifier = "care.kith.sync"

    /// iOS's.
    public init() {}

    @MainActor
    public func ask(earliest: Date) throws {
      let request = BGAppRefreshTaskRequest(identifier: Self.identifier)
      request.earliestBeginDate = earliest
      try BGTaskScheduler.shared.submit(request)
    }

    /// Says what to do when woken; `run` answers whether nothing is left to do. Called before the app has finished
    /// launching, by the app alone.
    @available(iOSApplicationExtension, unavailable)
    @MainActor
    public static func register(_ run: @escaping @MainActor () async -> Bool) {
      BGTaskScheduler.shared.register(forTaskWithIdentifier: identifier, using: .main) { @Sendable task in
        let woken = Woken(task)
        // Called on the main queue, as it was asked for.
        MainActor.assumeIsolated {
          let work = Task { woken.task.setTaskCompleted(success: await run()) }
          // Called on a queue of iOS's own.
          woken.task.expirationHandler = { @Sendable in work.cancel() }
        }
      }
    }

    /// iOS's task, used on the main actor alone.
    private struct Woken: @unchecked Sendable {
      let task: BGTask
      init(_ task: BGTask) { self.task = task }
    }
  }
#endif
