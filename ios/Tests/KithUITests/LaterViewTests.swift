import Foundation
import KithKit
import KithStrings
import SwiftUI
import Testing

@testable import KithUI

#if os(Linux)
  /// What is sent later, what is undone, what leads to a calendar, and what is passed on.
  @MainActor
  struct LaterViewTests {
    private let samples = Samples.english

    private func said(_ id: String, on: @escaping @MainActor (ChatEvent) -> Void = { _ in }) throws
      -> [StandIn.Element]
    {
      outline(ChatView(state: try #require(samples.chats.first { $0.id == id }).state, on: on))
    }

    private var tomorrow: Date { samples.moments.calendar.startOfDay(for: samples.now) + Span.day }

    @Test func whatIsTypedCanBeSentAtATimeThatIsOffered() throws {
      var events: [ChatEvent] = []
      try said("chat-send-later") { events.append($0) }.named("Send later")?.press?()
      #expect(events == [.ask(.when())])
      #expect(outline(ChatView(state: samples.chat(), on: { _ in })).named("Send later") == nil)
      let editing = with(samples.chat()) { $0.composer = ComposerState(draft: "New", editing: "Old") }
      #expect(outline(ChatView(state: editing, on: { _ in })).named("Send later") == nil)
      events = []
      let when = try said("chat-when") { events.append($0) }
      // It is past half past five.
      #expect(!when.words.contains { $0.hasPrefix("This evening") })
      when.named("Tomorrow morning at 8:00 AM")?.press?()
      when.named("Another day")?.press?()
      #expect(events.count == 2 && events.first == .sendLater(at: tomorrow + 8 * Span.hour, of: 7))
    }

    @Test func theEveningIsOfferedWhileItIsAWhileAway() {
      func evening(_ hour: Double) -> Date? {
        let now = tomorrow + hour * Span.hour
        return LaterTimes(moments: Moments(Strings("en").locale, timeZone: .gmt) { now }).evening
      }
      #expect(evening(9) == tomorrow + 18 * Span.hour)
      #expect(evening(17.5) == tomorrow + 18 * Span.hour)
      #expect(evening(17.6) == nil && evening(18) == nil && evening(23) == nil)
    }

    @Test func thereAreAsManyHoursAsADayHasLeft() {
      let times = LaterTimes(moments: samples.moments)
      #expect(times.hours(of: samples.now).count == 3 && times.hours(of: tomorrow).count == 24)
      #expect(times.hours(of: samples.now - Span.day).isEmpty)
      let berlin = Moments(Strings("en").locale, timeZone: TimeZone(identifier: "Europe/Berlin")!) { .sampled }
      // 29 March 2026 and 25 October 2026.
      #expect(LaterTimes(moments: berlin).hours(of: Date(timeIntervalSince1970: 1_774_778_400)).count == 23)
      #expect(LaterTimes(moments: berlin).hours(of: Date(timeIntervalSince1970: 1_792_922_400)).count == 25)
    }

    @Test func aDayLeadsToItsHours() throws {
      var events: [ChatEvent] = []
      let days = try said("chat-when-day") { events.append($0) }
      days.first { $0.kind == .field && plainSpaces($0.words) == "When should it be sent?" }?
        .type?("2026-03-05T12:00:00Z")
      #expect(events == [.ask(.whenHour(day: Date(timeIntervalSince1970: 1_772_668_800)))])
      events = []
      try said("chat-when-hour") { events.append($0) }.named("6:00 PM")?.press?()
      #expect(events == [.sendLater(at: tomorrow + 18 * Span.hour, of: 7)])
    }

    @Test func whatWaitsStandsAboveTheFieldAndWhatWasNotSentFirst() throws {
      var events: [ChatEvent] = []
      let one = try said("chat-later") { events.append($0) }
      one.first { $0.words.contains("To be sent") }?.press?()
      let many = try said("chat-later-many") { events.append($0) }
      #expect(
        many.words.contains {
          $0.contains("2 messages to be sent at set times") && $0.contains("tomorrow at 8:00 AM")
        })
      many.first { plainSpaces($0.words).contains("2 messages to be sent") }?.press?()
      #expect(events == [.ask(.later(id: 1)), .ask(.allLater)])
      let words = try said("chat-later-unsaid").words
      #expect(words.contains { $0.contains("This was not sent") && $0.contains(samples.cast.inhaler) })
      #expect(try said("chat-later-removed").words.contains { $0.contains("This was not sent") })
    }

    @Test func whatCanBeDoneWithWhatWaits() throws {
      var events: [ChatEvent] = []
      let asked = try said("chat-later-actions") { events.append($0) }
      for words in ["Send it now", "Change the time", "Change the words", "Do not send it"] {
        asked.named(words)?.press?()
      }
      #expect(
        events == [
          .sendLaterNow(id: 2), .ask(.when(id: 2)), .ask(.laterWords(id: 2, typed: samples.cast.paper)),
          .takeBackLater(id: 2),
        ])
      events = []
      let words = try said("chat-later-words") { events.append($0) }
      words.first { $0.kind == .field && plainSpaces($0.words) == "Change the words" }?.type?("New")
      words.named("Save the change")?.press?()
      #expect(events == [.laterWordsTyped("New"), .saveLaterWords])
    }

    @Test func whoWritesThereNoMoreTakesTheWordsAlongOrLetsThemGo() throws {
      var events: [ChatEvent] = []
      let state = try #require(samples.chats.first { $0.id == "chat-later-actions" }).state
      let asked = outline(ChatView(state: with(state) { $0.standing = .removed }) { events.append($0) })
      for gone in ["Send it now", "Change the time", "Change the words", "Do not send it"] {
        #expect(asked.named(gone) == nil)
      }
      for words in ["Copy the words", "Delete these words"] { asked.last { plainSpaces($0.words) == words }?.press?() }
      #expect(events == [.copyLater(id: 2), .throwAwayLater(id: 2)])
    }

    @Test func onesOwnNewestCanBeUndoneWhileThatIsSo() throws {
      var events: [ChatEvent] = []
      try said("chat-undo") { events.append($0) }.named("Undo")?.press?()
      #expect(events == [.undo(rowId: 9)])
      let late = outline(UndoButton(rowId: 9, until: samples.now - 1, on: { _ in }))
      #expect(late.named("Undo") == nil)
    }

    @Test func whatIsSeldomWantedStandsBehindMore() throws {
      var events: [ChatEvent] = []
      let more = try said("chat-more") { events.append($0) }
      for words in ["Pass it on", "Mark as important", "Choose some of the words", "Who has this?"] {
        more.last { plainSpaces($0.words) == words }?.press?()
      }
      #expect(
        events == [.openForward(rowId: 4), .pin(rowId: 4, on: true), .ask(.select(rowId: 4)), .openDetails(rowId: 4)])
      events = []
      outline(ChatView(state: samples.annotated(.actions(rowId: 4))) { events.append($0) }).named("More")?.press?()
      #expect(events == [.ask(.more(rowId: 4))])
    }

    @Test func aDayToComeGoesIntoTheCalendar() throws {
      var events: [ChatEvent] = []
      try said("chat-date") { events.append($0) }
        .named("Put in my calendar: Thursday, March 12 at 2:30 PM")?.press?()
      #expect(events == [.putInCalendar(date: "2026-03-12T14:30")])
    }

    @Test func passingOnNamesWhoWillReadItToo() throws {
      var events: [ForwardEvent] = []
      func shown(_ id: String) throws -> [StandIn.Element] {
        let state = try #require(samples.forwards.first { $0.id == id }).state
        return outline(ForwardView(state: state) { events.append($0) })
      }
      try shown("forward").first { $0.kind == .button && $0.words.contains("Uncle Theo") }?.press?()
      let asks = try shown("forward-asks")
      #expect(asks.words.contains { $0.contains("These people will read it too: Lina Winterbloom and Otto Example") })
      asks.named("Yes, send it")?.press?()
      asks.named("Cancel")?.press?()
      try shown("forward-sent").named("Show it there")?.press?()
      #expect(events == [.choose(circleId: "k2", audience: .circle), .send, .cancel, .show])
    }
  }

  /// What a search is narrowed by.
  @MainActor
  struct SearchViewTests {
    private let samples = Samples.english

    private func said(_ id: String, on: @escaping @MainActor (SearchEvent) -> Void = { _ in }) throws
      -> [StandIn.Element]
    {
      outline(SearchView(state: try #require(samples.searches.first { $0.id == id }).state, on: on))
    }

    @Test func aSearchIsNarrowedByWhatIsChosen() throws {
      var events: [SearchEvent] = []
      let main = try said("search") { events.append($0) }
      let readers = Strings("en").searchAnyAudience
      for words in ["Everywhere", "Anyone", "Any time", readers] { main.named(words)?.press?() }
      #expect(events == [.placeChosen(here: false), .ask(.who), .ask(.when), .ask(.toWhom)])
      events = []
      let everywhere = try said("search-everywhere")
      #expect(everywhere.named("Everywhere") == nil && everywhere.named(readers) == nil)
      try said("search-who") { events.append($0) }.last { $0.words.contains("Joy Testwell") }?.press?()
      try said("search-when") { events.append($0) }.last { plainSpaces($0.words) == "Last 7 days" }?.press?()
      try said("search-whom") { events.append($0) }.last { plainSpaces($0.words) == "Clinic only" }?.press?()
      #expect(events == [.personChosen(personId: "p3"), .spanChosen(.lastWeek), .audienceChosen(.care)])
      events = []
      try said("search-day") { events.append($0) }
        .first { $0.kind == .field && plainSpaces($0.words) == "Which day?" }?.type?("2026-03-01T12:00:00Z")
      let day = Date(timeIntervalSince1970: 1_772_323_200)
      #expect(events == [.spanChosen(.day(from: day, until: day + Span.day))])
    }

    @Test func moreIsAskedForAtTheEnd() throws {
      var events: [SearchEvent] = []
      let more = try said("search-more") { events.append($0) }
      #expect(more.named("The newest message") != nil)
      more.named("Show older ones")?.press?()
      try said("search-more-problem") { events.append($0) }.named("Try again")?.press?()
      #expect(events == [.more, .resolve(.tryAgain)])
      #expect(try said("search-getting").named("Show older ones") == nil)
      #expect(try said("search").named("Show older ones") == nil)
    }

    @Test func whereNothingIsFoundThereIsAWayToTheRest() throws {
      var events: [SearchEvent] = []
      let nothing = try said("search-filtered-nothing") { events.append($0) }
      #expect(nothing.words.contains { $0.contains("with what you chose above") })
      nothing.last { plainSpaces($0.words) == "Look at everything" }?.press?()
      #expect(events == [.clearFilters])
    }
  }
#endif
