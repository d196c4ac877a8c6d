import Foundation
import KithStrings

/// When words can be sent that are to be sent later: what is offered at once, and what else can be chosen.
struct LaterTimes {
  let moments: Moments

  /// Six in the evening, as long as that is a while away.
  var evening: Date? {
    guard let evening = at(18, of: moments.now), evening.timeIntervalSince(moments.now) >= 30 * 60 else { return nil }
    return evening
  }

  /// Eight in the morning of the next day.
  var morning: Date? {
    moments.calendar.date(byAdding: .day, value: 1, to: moments.now).flatMap { at(8, of: $0) }
  }

  /// The first day that has an hour left.
  var first: Date { hours(of: moments.now).first ?? morning ?? moments.now }

  /// The whole hours of a day that are to come: as many as it has.
  func hours(of day: Date) -> [Date] {
    let calendar = moments.calendar
    var hours: [Date] = []
    var hour = calendar.startOfDay(for: day)
    while calendar.isDate(hour, inSameDayAs: day), let next = calendar.date(byAdding: .hour, value: 1, to: hour) {
      if hour > moments.now { hours.append(hour) }
      hour = next
    }
    return hours
  }

  private func at(_ hour: Int, of day: Date) -> Date? {
    moments.calendar.date(bySettingHour: hour, minute: 0, second: 0, of: day)
  }
}
