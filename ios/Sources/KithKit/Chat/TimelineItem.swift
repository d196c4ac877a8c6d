import Foundation

/// What stands in the list of a conversation, each under an id that stays its own.
public enum TimelineItem: Sendable, Equatable, Identifiable, Discreet {
  /// Where a day begins; the date is any moment of it, the id its own.
  case day(Date, id: String)
  /// Above what was unread when the screen was opened.
  case unreadMark(count: Int)
  /// A row; the first of what someone said in one go, or in its middle.
  case row(ChatRow, first: Bool)

  /// Stable while the window moves.
  public var id: String {
    switch self {
    case .day(_, let id): id
    case .unreadMark: "unread"
    case .row(let row, _): "row \(row.id)"
    }
  }

  /// The items of a window, oldest first. Days are those of `calendar`.
  public static func items(of timeline: Timeline, calendar: Calendar) -> [TimelineItem] {
    var items: [TimelineItem] = []
    items.reserveCapacity(timeline.rows.count + 8)
    var before: ChatRow?
    for row in timeline.rows {
      let newDay = before.map { !calendar.isDate($0.at, inSameDayAs: row.at) } ?? true
      if newDay { items.append(.day(row.at, id: "day before \(row.id)")) }
      let marked = row.id == timeline.unreadFrom
      if marked { items.append(.unreadMark(count: timeline.unread)) }
      items.append(.row(row, first: newDay || marked || !goesOn(before, row)))
      before = row
    }
    return items
  }

  /// What is said within this time belongs together, in seconds.
  private static let oneGo: TimeInterval = 10 * 60

  private static func goesOn(_ before: ChatRow?, _ row: ChatRow) -> Bool {
    guard let before = before?.message, let message = row.message else { return false }
    return before.sender.id == message.sender.id && before.audience == message.audience
      && (0...oneGo).contains(message.at.timeIntervalSince(before.at))
  }
}
