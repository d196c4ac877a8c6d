import Foundation
import KithKit
import KithStrings
import SwiftUI

/// Which day of the conversation to go to; a touch on one leads there.
struct DayQuestion: View {
  /// A moment of the day that is offered first.
  let offered: Date
  let on: @MainActor (ChatEvent) -> Void
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments

  var body: some View {
    Text(strings.chatDayTitle).heading().padding(.top, 24)
    DatePicker(
      strings.chatDayTitle, selection: .telling(offered) { go(to: $0) }, in: ...max(moments.now, offered), displayedComponents: .date
    )
    .datePickerStyle(.graphical)
    .environment(\.calendar, moments.calendar)
    .environment(\.timeZone, moments.calendar.timeZone)
    .labelsHidden()
    // A touch on the day that is chosen already tells nothing.
    Button(strings.day(offered, moments)) { go(to: offered) }.buttonStyle(.main)
    Button(strings.actionCancel) { on(.cancel) }.buttonStyle(.other)
  }

  private func go(to day: Date) { on(.goToDay(from: moments.calendar.startOfDay(for: day))) }
}
