import KithKit
import KithStrings
import SwiftUI

/// Where a day begins.
struct DayLine: View {
  let date: Date
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments

  var body: some View {
    Text(strings.day(date, moments))
      .heading(.smallStrong)
      .foregroundStyle(.inkSoft)
      .padding(.top, 20)
      .padding(.bottom, 8)
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

/// Something that happened.
struct NoticeLine: View {
  let notice: ChatRow.Notice
  @Environment(\.strings) private var strings

  var body: some View {
    Text(strings.notice(notice))
      .font(.small)
      .foregroundStyle(.inkSoft)
      .multilineTextAlignment(.center)
      .padding(.horizontal, 24)
      .padding(.vertical, 10)
  }
}

/// What the gate refused: said calmly, with what it means.
struct AlarmRow: View {
  let alarm: ChatRow.Alarm
  @Environment(\.strings) private var strings

  var body: some View {
    Card(ground: .alarm) {
      SignedLine(sign: .alert, words: strings.chatAlarmTitle, ink: .alarmInk, font: .strong)
      Text(strings.alarm(alarm)).foregroundStyle(.ink)
      Text(strings.advice(alarm)).font(.small).foregroundStyle(.ink)
    }
    .accessibilityElement(children: .combine)
    .padding(.vertical, 10)
  }
}
