import Foundation
import KithKit
import KithStrings
import SwiftUI

/// A choice of a day; a touch on one chooses it.
struct DayChoice: View {
  /// Which days there are to choose from.
  enum Days {
    /// Up to today.
    case past
    /// From today on.
    case toCome
  }

  let title: String
  /// A moment of the day that is offered first.
  let offered: Date
  let days: Days
  /// Told of when a day begins, and when the next one does.
  let choose: @MainActor (_ from: Date, _ until: Date) -> Void
  let cancel: @MainActor () -> Void
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments

  var body: some View {
    Text(title).heading().padding(.top, 24)
    picker
      .datePickerStyle(.graphical)
      .environment(\.calendar, moments.calendar)
      .environment(\.timeZone, moments.calendar.timeZone)
      .labelsHidden()
    // A touch on the day that is chosen already tells nothing.
    Button(strings.day(offered, moments)) { take(offered) }.buttonStyle(.main)
    Button(strings.actionCancel) { cancel() }.buttonStyle(.other)
  }

  @ViewBuilder private var picker: some View {
    switch days {
    case .past:
      DatePicker(title, selection: day, in: ...max(moments.now, offered), displayedComponents: .date)
    case .toCome:
      DatePicker(title, selection: day, in: min(moments.now, offered)..., displayedComponents: .date)
    }
  }

  private var day: Binding<Date> { .telling(offered) { take($0) } }

  private func take(_ day: Date) {
    let from = moments.calendar.startOfDay(for: day)
    choose(from, moments.calendar.date(byAdding: .day, value: 1, to: from) ?? from.addingTimeInterval(24 * 60 * 60))
  }
}
