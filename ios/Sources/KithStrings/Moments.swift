import Foundation

/// Says times as the platform does. Calendar and clock come from outside, so that previews and tests hold still.
public struct Moments: Sendable {
  /// Where days begin: of the person's time zone.
  public let calendar: Calendar
  private let locale: Locale
  private let clock: @Sendable () -> Date

  /// - Parameters:
  ///   - locale: how days and hours are written: `Strings.locale`.
  ///   - timeZone: where the person is.
  public init(
    _ locale: Locale, timeZone: TimeZone = .autoupdatingCurrent, clock: @escaping @Sendable () -> Date = { .now }
  ) {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = timeZone
    calendar.locale = locale
    self.calendar = calendar
    self.locale = locale
    self.clock = clock
  }

  /// The hour and minute: `9:41 AM`.
  public func time(_ date: Date) -> String { date.formatted(style.hour().minute()) }

  /// The day in full, without a year if it is this one: `Monday, March 3`.
  public func day(_ date: Date) -> String {
    let day = style.weekday(.wide).day().month(.wide)
    let sameYear = calendar.isDate(date, equalTo: clock(), toGranularity: .year)
    return date.formatted(sameYear ? day : day.year())
  }

  /// The day in short: `Mar 3`.
  public func shortDay(_ date: Date) -> String { date.formatted(style.day().month(.abbreviated)) }

  /// The moment that is.
  public var now: Date { clock() }

  /// How many midnights lie between `date` and now: 0 for today, 1 for yesterday, −1 for tomorrow.
  public func daysAgo(_ date: Date) -> Int {
    calendar.dateComponents([.day], from: calendar.startOfDay(for: date), to: calendar.startOfDay(for: clock())).day
      ?? 0
  }

  private var style: Date.FormatStyle {
    Date.FormatStyle(locale: locale, calendar: calendar, timeZone: calendar.timeZone)
  }
}

extension Strings {
  /// A moment within a sentence: `today at 9:41 AM`, `tomorrow at 9:41 AM`, `Monday, March 3 at 9:41 AM`.
  public func moment(_ date: Date, _ moments: Moments) -> String {
    switch moments.daysAgo(date) {
    case 0: momentTodayAt(time: moments.time(date))
    case 1: momentYesterdayAt(time: moments.time(date))
    case -1: momentTomorrowAt(time: moments.time(date))
    default: momentDayAt(day: moments.day(date), time: moments.time(date))
    }
  }

  /// A day by itself: `Today`, `Yesterday`, `Tomorrow`, `Monday, March 3`.
  public func day(_ date: Date, _ moments: Moments) -> String {
    switch moments.daysAgo(date) {
    case 0: momentToday
    case 1: momentYesterday
    case -1: momentTomorrow
    default: moments.day(date)
    }
  }
}
