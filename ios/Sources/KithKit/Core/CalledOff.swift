import KithCore

extension RedeemTask {
  /// What it led to. Whoever cancels the Swift task calls the work off: by itself that would not reach Rust.
  public func value() async throws -> Redeemed {
    try await withTaskCancellationHandler {
      try await outcome()
    } onCancel: {
      cancel()
    }
  }
}

extension SyncTask {
  /// How it ended. As ``RedeemTask/value()``.
  public func value() async throws -> Report {
    try await withTaskCancellationHandler {
      try await outcome()
    } onCancel: {
      cancel()
    }
  }
}
