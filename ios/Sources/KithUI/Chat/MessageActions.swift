import Foundation
import KithKit
import KithStrings
import SwiftUI

/// What can be done with a message, each in words: in a menu, in a sheet, as VoiceOver's actions.
struct MessageActions: View {
  let message: ChatRow.Message
  let on: @MainActor (ChatEvent) -> Void
  @Environment(\.strings) private var strings

  var body: some View {
    if message.may.contains(.react) {
      Button(strings.chatSignOther, sign: .add) { on(.ask(.otherSign(rowId: message.id))) }
    }
    if message.may.contains(.reply) {
      Button(strings.chatReply, sign: .reply) { on(.reply(rowId: message.id)) }
    }
    if let quoted = message.quote?.rowId {
      Button(strings.chatQuoteGo, sign: .up) { on(.goTo(rowId: quoted)) }
    }
    if message.may.contains(.edit) {
      Button(strings.chatEdit, sign: .pen) { on(.edit(rowId: message.id)) }
    }
    if message.may.contains(.pin) {
      Button(message.pinned ? strings.chatUnpin : strings.chatPin, sign: message.pinned ? .unpin : .pin) {
        on(.pin(rowId: message.id, on: !message.pinned))
      }
    }
    Button(strings.chatCopy, sign: .copy) { on(.copy(rowId: message.id)) }
    Button(strings.chatSelect, sign: .select) { on(.ask(.select(rowId: message.id))) }
    if message.may.contains(.writeAgain) {
      Button(strings.chatWriteAgain, sign: .pen) { on(.writeAgain(rowId: message.id)) }
    }
    Button(strings.chatDetails, sign: .people) { on(.openDetails(rowId: message.id)) }
    if message.may.contains(.delete) {
      Button(strings.chatDelete, sign: .bin) { on(.ask(.delete(rowId: message.id))) }
    }
  }
}

/// What is asked about a message; nothing where it is not there any more.
struct ChatQuestionSheet: View {
  let question: ChatQuestion
  let timeline: Timeline
  let signs: [String]
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
      case .day(let at): DayQuestion(offered: at, on: on)
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
    if message.may.contains(.react) { OfferedSigns(message: message, signs: signs, on: on) }
    LiveButtons(message: message, on: on).buttonStyle(.other)
    MessageActions(message: message, on: on).buttonStyle(.other)
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

/// Leads where parts of the words do: to a telephone, or to the question before a page.
private struct LiveButtons: View {
  let message: ChatRow.Message
  let on: @MainActor (ChatEvent) -> Void
  @Environment(\.strings) private var strings

  var body: some View {
    ForEach(message.live, id: \.words.lowerBound) { live in
      if let host = live.host {
        Button(strings.chatOpenPage(host: host), sign: .globe) {
          on(.ask(.leave(rowId: message.id, address: live.target)))
        }
      } else {
        Button(strings.chatCallNumber(number: live.target), sign: .phone) { on(.call(number: live.target)) }
      }
    }
  }
}

/// Signs that one touch puts to a message; a touch on one's own takes it away.
private struct OfferedSigns: View {
  let message: ChatRow.Message
  let signs: [String]
  let on: @MainActor (ChatEvent) -> Void
  @Environment(\.strings) private var strings

  var body: some View {
    ViewThatFits {
      HStack(spacing: 4) { all }
      VStack(spacing: 4) { all }
    }
    .frame(maxWidth: .infinity)
  }

  private var all: some View {
    ForEach(signs, id: \.self) { sign in
      let mine = message.signs.contains { $0.mine && $0.sign == sign }
      Button {
        on(.react(rowId: message.id, sign: sign, on: !mine))
      } label: {
        Text(sign)
          .font(.heading)
          .frame(minWidth: 52, minHeight: 52)
          .background(mine ? .mine : .surface, in: rounded)
          .overlay { rounded.strokeBorder(mine ? .accent : .edge, lineWidth: mine ? 3 : 1) }
          .contentShape(rounded)
      }
      .buttonStyle(.plain)
      .accessibilityLabel(strings.sign(sign))
      .accessibilityAddTraits(mine ? .isSelected : [])
    }
  }
}
