import KithKit
import KithStrings

extension Strings {
  /// What the device says while nobody looks: anyone may read it.
  public func notice(_ said: Said) -> String {
    switch said {
    case .new: deviceNewMessage
    case .changed: deviceChangedMessage
    case .deleted: deviceDeletedMessage
    case .unsent: deviceLaterUnsent
    }
  }
}
