import KithKit
import KithStrings
import SwiftUI

/// Where a day begins; a touch leads to another one.
struct DayLine: View {
  let date: Date
  let on: @MainActor (ChatEvent) -> Void
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments

  var body: some View {
    Button {
      on(.ask(.day(at: date)))
    } label: {
      HStack(spacing: 8) {
        Text(strings.day(date, moments))
        SignView(sign: .calendar)
      }
      .foregroundStyle(.inkSoft)
      .frame(minHeight: 48)
      .contentShape(Rectangle())
    }
    .buttonStyle(.plain)
    .heading(.smallStrong)
    .accessibilityHint(strings.chatDay)
    .padding(.top, 12)
  }
}

/// Above what was unread when the screen was opened.
struct UnreadLine: View {
  let count: Int
  @Environment(\.strings) private var strings

  var body: some View {
    HStack(spacing: 12) {
      rule
      Label(strings.chatUnread(count: count), sign: .down).heading(.smallStrong).foregroundStyle(.accent)
      rule
    }
    .padding(.top, 16)
    .padding(.bottom, 8)
  }

  private var rule: some View { Rectangle().fill(.line).frame(height: 1) }
}

/// Something that happened. Where something is missing or may go wrong, it is a card that says what to do.
struct NoticeRow: View {
  let notice: ChatRow.Notice
  let on: @MainActor (ChatEvent) -> Void
  @Environment(\.strings) private var strings
  @Environment(\.mine) private var mine

  private var needsUpdate: Bool { notice.kind == .newerContent }

  var body: some View {
    let maker = mine ? strings.makerAdvice(notice) : nil
    let advice = strings.advice(notice.kind) ?? maker
    if advice != nil || needsUpdate { missing(advice, toPeople: maker != nil) } else { line }
  }

  private func missing(_ advice: String?, toPeople: Bool) -> some View {
    Card(ground: .notice) {
      SignedLine(sign: .alert, words: strings.notice(notice), ink: .noticeInk, font: .strong)
      if let advice { Text(advice).foregroundStyle(.noticeInk) }
      if mine, let wayOn = strings.wayOn(notice.kind) { Text(wayOn).foregroundStyle(.noticeInk) }
      if needsUpdate {
        Button(strings.actionUpdate) { on(.resolve(.update)) }.buttonStyle(.other)
      }
      if toPeople { Button(strings.peopleTitle) { on(.openPeople) }.buttonStyle(.other) }
    }
    .padding(.vertical, 10)
  }

  private var line: some View {
    Text(strings.notice(notice))
      .font(.small)
      .foregroundStyle(.inkSoft)
      .multilineTextAlignment(.center)
      .padding(.horizontal, 24)
      .padding(.vertical, 10)
  }
}

/// What the gate refused: said calmly, with what it means and whom to call.
struct AlarmRow: View {
  let alarm: ChatRow.Alarm
  let clinic: Clinic?
  let on: @MainActor (ChatEvent) -> Void
  @Environment(\.strings) private var strings
  @Environment(\.mine) private var mine

  var body: some View {
    Card(ground: .alarm) {
      VStack(alignment: .leading, spacing: 6) {
        SignedLine(sign: .alert, words: strings.chatAlarmTitle, ink: .alarmInk, font: .strong)
        Text(strings.alarm(alarm, mine: mine)).foregroundStyle(.ink)
        Text(strings.advice(alarm)).font(.small).foregroundStyle(.ink)
      }
      .accessibilityElement(children: .combine)
      CallTheClinic(number: clinic?.telephone) { on(.call(number: $0)) }
    }
    .padding(.vertical, 10)
  }
}
