import Foundation
import KithKit

/// What a list of a conversation asks for as it is scrolled: the neighbouring page when an edge of the window is near.
struct TimelineWindow: Equatable {
  /// So many items before an edge the next page is asked for.
  static let near = 12

  let items: [TimelineItem]
  let timeline: Timeline

  /// What to show first: a search's hit, else the unread mark; `nil` for the newest row.
  var start: TimelineItem.ID? {
    let wanted = timeline.target.map { "row \($0)" } ?? (timeline.unreadFrom == nil ? nil : "unread")
    return items.first { $0.id == wanted }?.id
  }

  /// The lowest item that is seen before anyone has scrolled: what is shown first stands in the middle, so that a few are
  /// seen after it.
  var firstSeen: TimelineItem.ID? {
    guard let first = index(of: start) else { return newest }
    return items[min(first + 3, items.count - 1)].id
  }

  /// One's own newest message: what can be undone is undone there.
  var ownNewest: Int64? { timeline.rows.last { $0.message?.sender.me == true }?.id }

  /// The newest row's item.
  var newest: TimelineItem.ID? { items.last?.id }

  /// Whether one who reads at `position` reads at the foot.
  func isAtFoot(_ position: TimelineItem.ID?) -> Bool {
    guard !timeline.hasNewer else { return false }
    return index(of: position).map { $0 >= items.count - 3 } ?? true
  }

  /// Whether the newest row is to be shown, having just come: one's own words wherever one was reading, others' only to
  /// who reads at the foot.
  func follows(readingAt position: TimelineItem.ID?, before: TimelineWindow) -> Bool {
    guard newest != before.newest, !timeline.hasNewer else { return false }
    return timeline.rows.last?.message?.sender.me == true || before.isAtFoot(position)
  }

  /// What there is to tell when the lowest item that is seen is `position`, of some `visible` ones.
  func events(readingAt position: TimelineItem.ID?, visible: Int = 8) -> [ChatEvent] {
    guard let index = index(of: position) else { return [] }
    var events: [ChatEvent] = []
    if let seen = items[...index].reversed().lazy.compactMap(\.row).first { events.append(.seen(rowId: seen.id)) }
    if timeline.hasOlder, index - visible < Self.near, let first = timeline.rows.first {
      events.append(.loadOlder(rowId: first.id))
    }
    if timeline.hasNewer, index >= items.count - Self.near, let last = timeline.rows.last {
      events.append(.loadNewer(rowId: last.id))
    }
    return events
  }

  private func index(of position: TimelineItem.ID?) -> Int? { items.lastIndex { $0.id == position } }
}

/// The window of a timeline, made once for each: days are found with the calendar, which takes its time, and a list's
/// body is computed on every step of a scroll.
@MainActor
final class KnownWindow {
  private var window: TimelineWindow?
  private var calendar: Calendar?
  /// How often one was made.
  private(set) var made = 0

  nonisolated init() {}

  func window(of timeline: Timeline, _ calendar: Calendar) -> TimelineWindow {
    if let window, window.timeline == timeline, self.calendar == calendar { return window }
    let window = TimelineWindow(items: TimelineItem.items(of: timeline, calendar: calendar), timeline: timeline)
    (self.window, self.calendar) = (window, calendar)
    made += 1
    return window
  }
}

extension TimelineItem {
  fileprivate var row: ChatRow? {
    if case .row(let row, _) = self { row } else { nil }
  }
}
