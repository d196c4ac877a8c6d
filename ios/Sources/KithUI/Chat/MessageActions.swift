import Foundation
import KithKit
import KithStrings
import SwiftUI

/// What can be done with a message, each in words: in a menu, as VoiceOver's actions, and in a sheet, first what is
/// often wanted.
struct MessageActions: View {
  /// Which of it.
  enum Which { case all, often, seldom }

  let message: ChatRow.Message
  var which = Which.all
  let on: @MainActor (ChatEvent) -> Void
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments

  var body: some View {
    if which != .seldom { often }
    if which != .often { seldom }
  }

  @ViewBuilder private var often: some View {
    if let until = message.undoUntil, moments.now <= until {
      Button(strings.chatUndo, sign: .undo) { on(.undo(rowId: message.id)) }
    }
    if message.may.contains(.writeAgain) {
      Button(strings.chatWriteAgain, sign: .pen) { on(.writeAgain(rowId: message.id)) }
    }
    if message.may.contains(.reply) {
      Button(strings.chatReply, sign: .reply) { on(.reply(rowId: message.id)) }
    }
    if let quoted = message.quote?.rowId {
      Button(strings.chatQuoteGo, sign: .up) { on(.goTo(rowId: quoted)) }
    }
    Button(strings.chatCopy, sign: .copy) { on(.copy(rowId: message.id)) }
  }

  @ViewBuilder private var seldom: some View {
    if message.may.contains(.react) {
      Button(strings.chatSignOther, sign: .add) { on(.ask(.otherSign(rowId: message.id))) }
    }
    if message.may.contains(.forward) {
      Button(strings.chatForward, sign: .forward) { on(.openForward(rowId: message.id)) }
    }
    if message.may.contains(.pin) {
      Button(message.pinned ? strings.chatUnpin : strings.chatPin, sign: message.pinned ? .unpin : .pin) {
        on(.pin(rowId: message.id, on: !message.pinned))
      }
    }
    if message.may.contains(.edit) {
      Button(strings.chatEdit, sign: .pen) { on(.edit(rowId: message.id)) }
    }
    Button(strings.chatSelect, sign: .select) { on(.ask(.select(rowId: message.id))) }
    Button(strings.chatDetails, sign: .people) { on(.openDetails(rowId: message.id)) }
    if message.may.contains(.delete) {
      Button(strings.chatDelete, sign: .bin) { on(.ask(.delete(rowId: message.id))) }
    }
  }
}

/// Leads where parts of the words do: to a telephone, to the question before a page, to the calendar.
struct LiveButtons: View {
  let message: ChatRow.Message
  let on: @MainActor (ChatEvent) -> Void
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments

  var body: some View {
    ForEach(message.live, id: \.words.lowerBound) { live in
      if let host = live.host {
        Button(strings.chatOpenPage(host: host), sign: .globe) {
          on(.ask(.leave(rowId: message.id, address: live.target)))
        }
      } else if live.date {
        if let day = strings.calendar(live, moments) {
          Button(day, sign: .calendar) { on(.putInCalendar(date: live.target)) }
        }
      } else {
        Button(strings.chatCallNumber(number: live.target), sign: .phone) { on(.call(number: live.target)) }
      }
    }
  }
}

/// Signs that one touch puts to a message; a touch on one's own takes it away.
struct OfferedSigns: View {
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
