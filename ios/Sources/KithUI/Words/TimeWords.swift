import Foundation
import KithKit
import KithStrings

extension Strings {
  /// When something is sent that waits, or that it was not.
  func due(_ message: LaterMessage, _ moments: Moments) -> String {
    message.unsaid == nil ? chatLaterAt(moment: moment(message.due, moments)) : chatLaterUnsaid
  }

  /// A day that words name, to be put into a calendar; `nil` where they name none.
  func calendar(_ live: Live, _ moments: Moments) -> String? {
    guard live.date, let day = CalendarDay(live.target, in: moments.calendar) else { return nil }
    let named = moments.day(day.start)
    return chatCalendar(day: day.whole ? named : momentDayAt(day: named, time: moments.time(day.start)))
  }

  /// When something has to be said that is searched.
  func span(_ span: SearchSpan, _ moments: Moments) -> String {
    switch span {
    case .anyTime: searchAnyTime
    case .lastWeek: searchLastWeek
    case .lastMonth: searchLastMonth
    case .day(let from, _): day(from, moments)
    }
  }
}
