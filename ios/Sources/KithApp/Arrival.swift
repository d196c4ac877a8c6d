import Foundation
import KithCore
import KithKit

/// What someone comes to the app with. It waits until they are let in.
public enum Arrival: Sendable, Equatable, Discreet {
  /// An invitation's link.
  case invited(link: String)
  /// A notice that was touched: they want to see that circle.
  case notified(circle: CircleId)

  /// The invitation that a link carries; `nil` for any other link, and for a page of the web, which whoever serves it could
  /// have read. The secret stands in the fragment, which is not sent to
  /// any server; nothing here writes it down either. What is wrong with it is said where it is read.
  public init?(link: URL) {
    guard let parts = URLComponents(url: link, resolvingAgainstBaseURL: false), parts.path == "/join",
      parts.fragment?.isEmpty == false, parts.scheme == "kith"
    else { return nil }
    self = .invited(link: link.absoluteString)
  }

  /// The circle that a notice was of.
  public init?(notice id: String) {
    let prefix = "circle "
    guard id.hasPrefix(prefix) else { return nil }
    self = .notified(circle: String(id.dropFirst(prefix.count)))
  }
}
