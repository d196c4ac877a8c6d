import KithKit
import KithStrings
import SwiftUI
import XCTest

@testable import KithUI

#if os(Linux)
  @MainActor
  final class ChatViewTests: XCTestCase {
    private let samples = Samples.english

    private func said(_ state: ChatState, on: @escaping @MainActor (ChatEvent) -> Void = { _ in }) -> [StandIn.Element] {
      outline(ChatView(state: state, on: on))
    }

    func testAMessageSaysSenderRoleTextStateAndOffersItsActions() async throws {
      var events: [ChatEvent] = []
      let state = samples.chat([.message(samples.own(.refused))])
      let row = try XCTUnwrap(
        said(state) { events.append($0) }
          .named("You. Patient. I took them. It is easing.. 8:40 PM, Could not be sent"))
      XCTAssertEqual(row.kind, .button)
      XCTAssertEqual(row.actions.words, ["Who has this?", "Copy the words", "Write it again"])
      row.actions.forEach { $0.press?() }
      XCTAssertEqual(events, [.openDetails(rowId: 9), .copy(rowId: 9), .writeAgain(rowId: 9)])
    }

    func testASendersNameIsSaidOnceByTheMessage() async {
      let words = said(samples.chat([samples.rows[0]])).words
      XCTAssertEqual(words.filter { $0.contains("Joy Testwell") && $0.contains("Doctor") }.count, 1)
    }

    func testDaysAndTheUnreadMarkAreHeadings() async {
      let headings = said(samples.chat(unreadFrom: 8)).filter(\.isHeading).words
      XCTAssertTrue(headings.contains("Yesterday"), "\(headings)")
      XCTAssertTrue(headings.contains("Today"))
      XCTAssertTrue(headings.contains("1 new message"))
    }

    func testWhoReadsThisIsSaidBeforeTheFieldAndSendingNeedsWords() async throws {
      var events: [ChatEvent] = []
      let empty = said(samples.chat()) { events.append($0) }
      XCTAssertEqual(empty.named("Send")?.isEnabled, false)
      let readers = try XCTUnwrap(empty.words.firstIndex { $0.hasPrefix("Everyone in the circle reads this: ") })
      XCTAssertLessThan(readers, try XCTUnwrap(empty.words.firstIndex(of: "Write a message")))
      empty.named("Write a message")?.type?("Hello")
      empty.named("Clinic only")?.press?()
      let draft = with(samples.chat()) { $0.composer.draft = "Hello" }
      said(draft) { events.append($0) }.named("Send")?.press?()
      XCTAssertEqual(events, [.draftChanged("Hello"), .audienceChosen(.care), .send])
    }

    func testOfflineSaysSinceWhen() async {
      let words = said(samples.chat(nil, samples.offline)).words
      XCTAssertTrue(
        words.contains { $0.hasPrefix("No network. You see it as of today at 6:41 PM.") }, "\(words)")
    }

    func testWhoeverIsNotInTheCircleCannotWrite() async {
      for standing in [Standing.removed, .waitingForPatient] {
        let words = said(with(samples.chat()) { $0.standing = standing }).words
        XCTAssertFalse(words.contains("Send"))
      }
      XCTAssertTrue(said(with(samples.chat()) { $0.standing = .rejoining }).words.contains("Send"))
    }

    func testAnAlarmIsOneStopForVoiceOver() async {
      let alarm = said(samples.chat([samples.alarm])).words.first { $0.hasPrefix("Kith stopped something") }
      XCTAssertEqual(alarm?.contains("Nothing has changed here."), true)
    }
  }

  @MainActor
  final class TimelineWindowTests: XCTestCase {
    private func window(_ ids: Range<Int64>, hasOlder: Bool = true, hasNewer: Bool = true) -> TimelineWindow {
      let rows = ids.map {
        ChatRow.message(Samples.english.message($0, Samples.english.cast.nurse, .sampled, "\($0)"))
      }
      let timeline = Timeline(rows: rows, hasOlder: hasOlder, hasNewer: hasNewer)
      return TimelineWindow(
        items: rows.map { TimelineItem.row($0, first: false) }, timeline: timeline)
    }

    func testPagesAreAskedForNearTheEdgesAlone() async {
      let window = window(100..<250)
      XCTAssertEqual(window.events(readingAt: "row 170"), [.seen(rowId: 170)])
      XCTAssertEqual(window.events(readingAt: "row 110"), [.seen(rowId: 110), .loadOlder(rowId: 100)])
      XCTAssertEqual(window.events(readingAt: "row 245"), [.seen(rowId: 245), .loadNewer(rowId: 249)])
      XCTAssertEqual(window.events(readingAt: "row 7"), [])
      let whole = self.window(100..<250, hasOlder: false, hasNewer: false)
      XCTAssertEqual(whole.events(readingAt: "row 249"), [.seen(rowId: 249)])
    }

    func testNewRowsAreFollowedByWhoReadsAtTheFoot() async {
      let before = window(0..<50, hasNewer: false)
      let after = window(0..<51, hasNewer: false)
      XCTAssertTrue(after.follows(readingAt: "row 49", before: before))
      XCTAssertTrue(after.follows(readingAt: nil, before: before))
      XCTAssertFalse(after.follows(readingAt: "row 20", before: before))
      XCTAssertFalse(before.follows(readingAt: "row 49", before: before))
    }
  }
#endif
