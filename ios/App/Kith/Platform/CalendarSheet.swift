import EventKit
import EventKitUI
import KithKit

/// Puts a day into the person's calendar by iOS's own screen, where they see it before it is kept and write what it is.
/// That screen runs outside of the app from iOS 17 on: the app sees no calendar, and needs no leave for it. Nothing of
/// what was said goes along, for calendars are copied to other makers' computers.
@MainActor
final class CalendarSheet: NSObject, @preconcurrency EKEventEditViewDelegate {
  private let store = EKEventStore()

  /// Shows the screen for a new event of that day.
  func offer(_ day: CalendarDay, over top: UIViewController) {
    let event = EKEvent(eventStore: store)
    (event.startDate, event.isAllDay) = (day.start, day.whole)
    event.endDate = day.whole ? day.start : day.start.addingTimeInterval(60 * 60)
    let sheet = EKEventEditViewController()
    (sheet.eventStore, sheet.event, sheet.editViewDelegate) = (store, event, self)
    top.present(sheet, animated: true)
  }

  func eventEditViewController(
    _ controller: EKEventEditViewController, didCompleteWith action: EKEventEditViewAction
  ) {
    controller.dismiss(animated: true)
  }
}
