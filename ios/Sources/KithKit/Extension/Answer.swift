import Foundation

/// What a notification extension has to say: said once, by whoever comes first, what was collected or the end of the
/// time. There is something to say from the beginning on.
public final class Answer: @unchecked Sendable {
  // Unchecked: guarded by `lock`; `show` is called once, as iOS wants it.
  private let lock = NSLock()
  private var show: ((_ title: String, _ unread: Int?, _ quietly: Bool) -> Void)?
  private var said: String

  /// An answer that was not given yet. `show` is told how many messages are unread, if that is known, and whether
  /// nothing is to be heard.
  public init(title: String, show: @escaping (_ title: String, _ unread: Int?, _ quietly: Bool) -> Void) {
    said = title
    self.show = show
  }

  /// What it says, in the person's language. Never what the push itself said.
  public var title: String {
    get { lock.withLock { said } }
    set { lock.withLock { said = newValue } }
  }

  /// Gives it. Whoever comes later is not heard.
  public func give(unread: Int?, quietly: Bool = false) {
    let (show, title) = lock.withLock {
      defer { self.show = nil }
      return (self.show, said)
    }
    show?(title, unread, quietly)
  }
}
