import Foundation

/// A day to come that words name, with its hour where they say one: `2027-03-03`, `2027-03-03T14:30`, both of whoever
/// reads it, or `2027-03-03T14:30Z`.
public struct CalendarDay: Sendable, Equatable {
  /// When it begins.
  public var start: Date
  /// Whether it is the whole day.
  public var whole: Bool

  /// The day that `text` says, to whoever lives by `calendar`; `nil` where it says none.
  public init?(_ text: String, in calendar: Calendar) {
    let form = /(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(Z?))?/
    guard let found = try? form.wholeMatch(in: text)?.output else { return nil }
    var own = Calendar(identifier: .gregorian)
    own.timeZone = found.6 == "Z" ? .gmt : calendar.timeZone
    let parts = DateComponents(
      year: Int(found.1), month: Int(found.2), day: Int(found.3), hour: found.4.flatMap { Int($0) },
      minute: found.5.flatMap { Int($0) })
    guard parts.isValidDate(in: own), let start = own.date(from: parts) else { return nil }
    (self.start, whole) = (start, found.4 == nil)
  }
}
