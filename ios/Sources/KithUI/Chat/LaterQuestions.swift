import Foundation
import KithKit
import KithStrings
import SwiftUI

/// What is asked about what is to be sent later; nothing where it waits no longer.
struct LaterQuestions: View {
  let question: ChatQuestion
  let later: [LaterMessage]
  /// Whether this person can write there.
  let writes: Bool
  /// Which field was shown.
  let number: UInt64?
  /// What other words ran into.
  let problem: Problem?
  let on: @MainActor (ChatEvent) -> Void
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments

  private var times: LaterTimes { LaterTimes(moments: moments) }

  var body: some View {
    switch question {
    case .when(let id): when(id)
    case .whenDay(let at, let id):
      DayChoice(title: strings.chatLaterWhen, offered: max(at, times.first), days: .toCome) { from, _ in
        on(.ask(.whenHour(day: from, id: id)))
      } cancel: {
        on(.cancel)
      }
    case .whenHour(let day, let id): hour(of: day, id)
    case .allLater: all
    case .later(let id): if let message = message(id) { one(message) }
    // What somebody types stays theirs, whatever became of what waited.
    case .laterWords(_, let typed): words(typed)
    default: EmptyView()
    }
  }

  private func message(_ id: Int64) -> LaterMessage? { later.first { $0.id == id } }

  private func choose(_ moment: Date, _ id: Int64?) {
    if let id { on(.changeLater(id: id, at: moment)) } else { on(.sendLater(at: moment, of: number)) }
  }

  @ViewBuilder private func when(_ id: Int64?) -> some View {
    Text(strings.chatLaterWhen).heading().padding(.top, 24)
    if let id, let message = message(id) { Text(message.body).foregroundStyle(.inkSoft).lineLimit(3) }
    if let evening = times.evening {
      Button(strings.chatLaterEvening(time: moments.time(evening)), sign: .clock) { choose(evening, id) }
        .buttonStyle(.other)
    }
    if let morning = times.morning {
      Button(strings.chatLaterMorning(time: moments.time(morning)), sign: .clock) { choose(morning, id) }
        .buttonStyle(.other)
    }
    Button(strings.chatLaterOther, sign: .calendar) { on(.ask(.whenDay(at: times.first, id: id))) }
      .buttonStyle(.other)
    help
    Button(strings.actionCancel) { on(.cancel) }.buttonStyle(.main)
  }

  private var help: some View { Text(strings.chatLaterHelp).font(.small).foregroundStyle(.inkSoft) }

  @ViewBuilder private func hour(of day: Date, _ id: Int64?) -> some View {
    Text(strings.chatLaterHour).heading().padding(.top, 24)
    Text(strings.day(day, moments)).font(.strong)
    ForEach(times.hours(of: day), id: \.self) { hour in
      Button(moments.time(hour)) { choose(hour, id) }.buttonStyle(.other)
    }
    Button(strings.actionCancel) { on(.cancel) }.buttonStyle(.main)
  }

  @ViewBuilder private var all: some View {
    Text(strings.chatLaterTitle).heading().padding(.top, 24)
    ForEach(later) { message in
      Button {
        on(.ask(.later(id: message.id)))
      } label: {
        Card(ground: LaterLook(message).ground) { content(message, lines: 2) }.contentShape(rounded)
      }
      .buttonStyle(.plain)
      .accessibilityElement(children: .combine)
    }
    help
    Button(strings.actionClose) { on(.cancel) }.buttonStyle(.main)
  }

  @ViewBuilder private func content(_ message: LaterMessage, lines: Int?) -> some View {
    let look = LaterLook(message)
    SignedLine(sign: look.sign, words: strings.due(message, moments), ink: look.ink, font: .smallStrong)
    if message.audience == .care {
      SignedLine(sign: .lock, words: strings.audienceCare, ink: .careInk, font: .smallStrong)
    }
    if let quote = message.quote { QuoteLines(quote: quote) }
    Text(message.body).foregroundStyle(.ink).multilineTextAlignment(.leading).lineLimit(lines)
  }

  @ViewBuilder private func one(_ message: LaterMessage) -> some View {
    Text(strings.chatLaterTitle).heading().padding(.top, 24)
    Card(ground: LaterLook(message).ground) {
      content(message, lines: nil)
      if let why = message.unsaid { Text(strings.whyNot(why)).font(.small).foregroundStyle(.noticeInk) }
    }
    if writes { sending(message) } else { parting(message) }
    Button(strings.actionClose) { on(.cancel) }.buttonStyle(.main)
  }

  @ViewBuilder private func sending(_ message: LaterMessage) -> some View {
    Button(strings.chatLaterNow, sign: .send) { on(.sendLaterNow(id: message.id)) }.buttonStyle(.other)
    Button(strings.chatLaterTime, sign: .clock) { on(.ask(.when(id: message.id))) }.buttonStyle(.other)
    // What is over already would go at once.
    if message.unsaid == nil {
      Button(strings.chatLaterWords, sign: .pen) { on(.ask(.laterWords(id: message.id, typed: message.body))) }
        .buttonStyle(.other)
    }
    Button(strings.chatLaterBack, sign: .cross) { on(.takeBackLater(id: message.id)) }.buttonStyle(.other)
    Text(strings.chatLaterBackHelp).font(.small).foregroundStyle(.inkSoft)
  }

  /// There is no field that the words could come back to.
  @ViewBuilder private func parting(_ message: LaterMessage) -> some View {
    Button(strings.chatCopy, sign: .copy) { on(.copyLater(id: message.id)) }.buttonStyle(.other)
    Button(strings.chatLaterDrop, sign: .bin) { on(.throwAwayLater(id: message.id)) }.buttonStyle(.other)
    Text(strings.chatLaterKept).font(.small).foregroundStyle(.inkSoft)
  }

  @ViewBuilder private func words(_ typed: String) -> some View {
    Text(strings.chatLaterTitle).heading().padding(.top, 24)
    Field(label: strings.chatLaterWords, text: .telling(typed) { on(.laterWordsTyped($0)) })
    if let problem { ProblemNote(problem: problem) { on(.resolve($0)) } }
    Button(strings.chatEditSave) { on(.saveLaterWords) }.buttonStyle(.main).disabled(typed.isBlank)
    Button(strings.actionCancel) { on(.cancel) }.buttonStyle(.other)
  }
}
