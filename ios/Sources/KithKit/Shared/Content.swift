/// What a screen shows: still being read, not to be had, or here.
public enum Content<Value: Sendable & Equatable>: Sendable, Equatable {
  /// Being read from this device.
  case loading
  /// Could not be had; the problem says why and what to do.
  case failed(Problem)
  /// Here; the value may be empty.
  case ready(Value)

  /// What is here, if it is.
  public var value: Value? {
    if case .ready(let value) = self { value } else { nil }
  }

  /// Why it is not here, if it could not be had.
  public var problem: Problem? {
    if case .failed(let problem) = self { problem } else { nil }
  }
}
