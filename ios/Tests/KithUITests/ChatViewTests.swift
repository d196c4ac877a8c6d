import Foundation
import KithKit
import KithStrings
import SwiftUI
import Testing

@testable import KithUI

#if os(Linux)
  @MainActor
  struct ChatViewTests {
    private let samples = Samples.english

    private func said(_ state: ChatState, on: @escaping @MainActor (ChatEvent) -> Void = { _ in }) -> [StandIn.Element]
    {
      outline(ChatView(state: state, on: on))
    }

    @Test func aMessageSaysSenderRoleTextStateAndOffersItsActions() throws {
      var events: [ChatEvent] = []
      let state = samples.chat([.message(samples.own(.refused))])
      let row = try #require(
        said(state) { events.append($0) }
          .named("You. Patient. I took them. It is easing.. 8:40 PM, Could not be sent"))
      #expect(row.kind == .button)
      #expect(
        row.actions.words == ["Write it again", "Copy the words", "Choose some of the words", "Who has this?"])
      row.actions.forEach { $0.press?() }
      #expect(
        events == [.writeAgain(rowId: 9), .copy(rowId: 9), .ask(.select(rowId: 9)), .openDetails(rowId: 9)])
    }

    @Test func withOnesOwnMessageThereIsMoreToDo() throws {
      var events: [ChatEvent] = []
      let row = try #require(
        said(samples.annotated()) { events.append($0) }.first { $0.words.contains(samples.cast.inhaler) })
      row.actions.forEach { $0.press?() }
      #expect(
        events == [
          .reply(rowId: 6), .goTo(rowId: 4), .copy(rowId: 6), .ask(.otherSign(rowId: 6)), .edit(rowId: 6),
          .ask(.select(rowId: 6)), .openDetails(rowId: 6),
          .ask(.delete(rowId: 6)),
        ])
    }

    @Test func whatWasSaidOfAMessageIsSpoken() {
      let words = said(samples.annotated()).words
      #expect(words.contains { $0.hasSuffix("Changed, 3:42 PM, Sent, Thank you: 1 person") }, "\(words)")
      #expect(words.contains { $0.hasSuffix("Love: 2 people, you too, Good: 1 person") }, "\(words)")
      #expect(words.contains("Lina Winterbloom deleted this message. 4:40 PM"), "\(words)")
    }

    @Test func oneTouchPutsASignAndTakesOnesOwnAway() {
      var events: [ChatEvent] = []
      let asked = said(samples.annotated(.actions(rowId: 4))) { events.append($0) }
      asked.named("Thank you")?.press?()
      asked.named("Love")?.press?()
      said(samples.annotated(.otherSign(rowId: 4))) { events.append($0) }
        .named("Choose one on your keyboard")?.type?("🎉")
      #expect(
        events == [
          .react(rowId: 4, sign: "🙏", on: true), .react(rowId: 4, sign: "❤️", on: false), .signTyped("🎉"),
        ])
    }

    @Test func whatLeadsSomewhereIsAButtonAndAPageAsksFirst() {
      var events: [ChatEvent] = []
      let asked = said(samples.linked(.actions(rowId: 11))) { events.append($0) }
      asked.named("Open clinic.example")?.press?()
      asked.named("Call 0305550100")?.press?()
      let page = "https://clinic.example/plan"
      #expect(events == [.ask(.leave(rowId: 11, address: page)), .call(number: "0305550100")])
      #expect(said(samples.linked(.leave(rowId: 11, address: page))).words.contains(page))
    }

    @Test func deletingAsksFirst() {
      var events: [ChatEvent] = []
      let asked = said(samples.annotated(.delete(rowId: 6))) { events.append($0) }
      #expect(asked.words.contains { $0.contains("clinic’s record") })
      asked.named("Cancel")?.press?()
      asked.named("Yes, delete it")?.press?()
      #expect(events == [.cancel, .delete(rowId: 6)])
    }

    @Test func anEditSaysWhatItChangesAndCanBeLeft() {
      var events: [ChatEvent] = []
      let state = with(samples.annotated()) { $0.composer = ComposerState(draft: "New", editing: "Old") }
      let editing = said(state) { events.append($0) }
      #expect(editing.words.contains("Old"))
      editing.named("Leave it as it was")?.press?()
      editing.named("Save the change")?.press?()
      #expect(events == [.cancelEdit, .send()])
    }

    @Test func aSendersNameIsSaidOnceByTheMessage() {
      let words = said(samples.chat([samples.rows[0]])).words
      #expect(words.filter { $0.contains("Joy Testwell") && $0.contains("Doctor") }.count == 1)
    }

    @Test func daysAndTheUnreadMarkAreHeadings() {
      let headings = said(samples.chat(unreadFrom: 8)).filter(\.isHeading).words
      #expect(headings.contains("Yesterday"), "\(headings)")
      #expect(headings.contains("Today"))
      #expect(headings.contains("1 new message"))
    }

    @Test func whoReadsThisIsSaidBeforeTheFieldAndSendingNeedsWords() throws {
      var events: [ChatEvent] = []
      let empty = said(with(samples.chat()) { $0.composer.audience = .circle }) { events.append($0) }
      #expect(empty.named("Send")?.isEnabled == false)
      let readers = try #require(empty.words.firstIndex { $0.hasPrefix("Everyone in the circle reads this: ") })
      let field = try #require(empty.words.firstIndex(of: "Write a message"))
      #expect(readers < field)
      empty.named("Write a message")?.type?("Hello")
      empty.named("Clinic only")?.press?()
      let draft = with(samples.chat()) {
        $0.composer.draft = "Hello"
        $0.composer.number = 7
      }
      said(draft) { events.append($0) }.named("Send")?.press?()
      #expect(events == [.draftChanged(text: "Hello"), .audienceChosen(.care), .send(of: 7)])
    }

    @Test func offlineSaysSinceWhen() {
      let words = said(samples.chat(nil, samples.offline)).words
      #expect(words.contains { $0.hasPrefix("No network. You see it as of today at 6:41 PM.") }, "\(words)")
    }

    @Test func whoeverIsNotInTheCircleCannotWrite() {
      for standing in [Standing.removed, .waitingForPatient] {
        let words = said(with(samples.chat()) { $0.standing = standing }).words
        #expect(!words.contains("Send"))
      }
      #expect(said(with(samples.chat()) { $0.standing = .rejoining }).words.contains("Send"))
    }

    @Test func anAlarmIsOneStopForVoiceOver() {
      let alarm = said(samples.chat([samples.alarm])).words.first { $0.hasPrefix("Security warning") }
      #expect(alarm?.contains("Nothing has changed here.") == true)
    }
  }

  @MainActor
  struct TimelineWindowTests {
    private func window(_ ids: Range<Int64>, hasOlder: Bool = true, hasNewer: Bool = true) -> TimelineWindow {
      let rows = ids.map {
        ChatRow.message(Samples.english.message($0, Samples.english.cast.nurse, .sampled, "\($0)"))
      }
      let timeline = Timeline(rows: rows, hasOlder: hasOlder, hasNewer: hasNewer)
      return TimelineWindow(
        items: rows.map { TimelineItem.row($0, first: false) }, timeline: timeline)
    }

    @Test func pagesAreAskedForNearTheEdgesAlone() {
      let window = window(100..<250)
      #expect(window.events(readingAt: "row 170") == [.seen(rowId: 170)])
      #expect(window.events(readingAt: "row 110") == [.seen(rowId: 110), .loadOlder(rowId: 100)])
      #expect(window.events(readingAt: "row 245") == [.seen(rowId: 245), .loadNewer(rowId: 249)])
      #expect(window.events(readingAt: "row 7") == [])
      let whole = self.window(100..<250, hasOlder: false, hasNewer: false)
      #expect(whole.events(readingAt: "row 249") == [.seen(rowId: 249)])
    }

    @Test func beforeAnyoneScrollsTheyReadWhereTheListBegan() {
      let shown = Samples.english.chat(unreadFrom: 8).timeline.value!
      let unread = TimelineWindow(items: TimelineItem.items(of: shown, calendar: .current), timeline: shown)
      #expect(unread.start == "unread" && unread.firstSeen == "row 8")
      #expect(window(0..<50).start == nil && window(0..<50).firstSeen == "row 49")
    }

    @Test func aWindowIsMadeOnceForEachTimeline() {
      let known = KnownWindow()
      let timeline = Samples.english.chat().timeline.value!
      let made = known.window(of: timeline, .current)
      #expect(known.window(of: timeline, .current) == made && known.made == 1)
      let more = Timeline(rows: timeline.rows, hasOlder: true)
      #expect(known.window(of: more, .current).timeline == more && known.made == 2)
      var elsewhere = Calendar(identifier: .gregorian)
      elsewhere.timeZone = TimeZone(secondsFromGMT: 9 * 3600)!
      _ = known.window(of: more, elsewhere)
      #expect(known.made == 3)
    }

    @Test func newRowsAreFollowedByWhoReadsAtTheFoot() {
      let before = window(0..<50, hasNewer: false)
      let after = window(0..<51, hasNewer: false)
      #expect(after.follows(readingAt: "row 49", before: before))
      #expect(after.follows(readingAt: nil, before: before))
      #expect(!after.follows(readingAt: "row 20", before: before))
      #expect(!before.follows(readingAt: "row 49", before: before))
    }
  }
#endif
