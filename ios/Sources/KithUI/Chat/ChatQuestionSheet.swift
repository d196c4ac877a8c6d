import Foundation
import KithKit
import KithStrings
import SwiftUI

/// What is asked in a conversation; nothing about what is not there any more.
struct ChatQuestionSheet: View {
  let question: ChatQuestion
  let state: ChatState
  let timeline: Timeline
  let on: @MainActor (ChatEvent) -> Void
  @Environment(\.strings) private var strings
  @Environment(\.openURL) private var openURL

  var body: some View {
    Page(spacing: 16) {
      switch question {
      case .actions(let row): if let message = message(row) { actions(message) }
      case .otherSign(let row, let typed): if let message = message(row) { otherSign(message, typed) }
      case .delete(let row): if let message = message(row) { delete(message) }
      case .leave(let row, let address):
        if let live = message(row)?.live.first(where: { $0.target == address }) { leave(live) }
      case .select(let row): if let message = message(row) { select(message) }
      case .day(let at):
        DayChoice(title: strings.chatDayTitle, offered: at, days: .past) { from, _ in
          on(.goToDay(from: from))
        } cancel: {
          on(.cancel)
        }
      case .more(let row): if let message = message(row) { more(message) }
      case .when, .whenDay, .whenHour, .allLater, .later, .laterWords:
        LaterQuestions(
          question: question, later: state.later, writes: state.standing.writes, number: state.composer.number,
          problem: state.problem, on: on)
      }
    }
    .presentationDetents([.medium, .large])
    .coveredWhenInactive()
  }

  private func message(_ row: Int64) -> ChatRow.Message? { timeline.rows.first { $0.id == row }?.message }

  @ViewBuilder private func head(_ title: String, _ message: ChatRow.Message) -> some View {
    Text(title).heading().padding(.top, 24)
    Text(message.body).foregroundStyle(.inkSoft).lineLimit(3)
  }

  @ViewBuilder private func actions(_ message: ChatRow.Message) -> some View {
    head(strings.chatActions, message)
    if message.may.contains(.react) { OfferedSigns(message: message, signs: state.signs, on: on) }
    LiveButtons(message: message, on: on).buttonStyle(.other)
    MessageActions(message: message, which: .often, on: on).buttonStyle(.other)
    Button(strings.chatMore, sign: .more) { on(.ask(.more(rowId: message.id))) }.buttonStyle(.other)
    Button(strings.actionClose) { on(.cancel) }.buttonStyle(.main)
  }

  @ViewBuilder private func more(_ message: ChatRow.Message) -> some View {
    head(strings.chatMore, message)
    MessageActions(message: message, which: .seldom, on: on).buttonStyle(.other)
    Button(strings.actionClose) { on(.cancel) }.buttonStyle(.main)
  }

  /// A field for the emoji of the keyboard: the first that is typed is put to the message.
  @ViewBuilder private func otherSign(_ message: ChatRow.Message, _ typed: String) -> some View {
    head(strings.chatSignOther, message)
    Field(
      label: strings.chatSignField, text: .telling(typed) { on(.signTyped($0)) },
      fault: typed.isBlank ? nil : strings.chatSignNone)
    Button(strings.actionCancel) { on(.cancel) }.buttonStyle(.other)
  }

  /// Says where a page is before anyone goes there. The page is opened in the person's own browser.
  @ViewBuilder private func leave(_ live: Live) -> some View {
    Text(strings.chatLeaveAsk).heading().padding(.top, 24)
    Text(strings.chatLeaveBody(host: live.host ?? ""))
    Text(verbatim: live.target).font(.small).foregroundStyle(.inkSoft).lineLimit(6)
    Button(strings.chatLeaveYes) {
      on(.cancel)
      if let url = URL(string: live.target) { openURL(url) }
    }
    .buttonStyle(.main)
    Button(strings.actionCancel) { on(.cancel) }.buttonStyle(.other)
  }

  /// The words alone, of which a part can be chosen.
  @ViewBuilder private func select(_ message: ChatRow.Message) -> some View {
    Text(strings.chatSelect).heading().padding(.top, 24)
    Text(strings.chatSelectHelp).font(.small).foregroundStyle(.inkSoft)
    Text(message.body).textSelection(.enabled).frame(maxWidth: .infinity, alignment: .leading)
    Button(strings.chatCopy, sign: .copy) { on(.copy(rowId: message.id)) }.buttonStyle(.other)
    Button(strings.actionClose) { on(.cancel) }.buttonStyle(.main)
  }

  /// Says what deleting does before it happens.
  @ViewBuilder private func delete(_ message: ChatRow.Message) -> some View {
    head(strings.chatDeleteAsk, message)
    Text(strings.chatDeleteBody)
    Button(strings.chatDeleteYes) { on(.delete(rowId: message.id)) }
      .buttonStyle(WeightedButtonStyle(weight: .grave))
    Button(strings.actionCancel) { on(.cancel) }.buttonStyle(.other)
  }
}
