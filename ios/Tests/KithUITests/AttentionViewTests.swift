import Foundation
import KithKit
import KithStrings
import SwiftUI
import Testing

@testable import KithUI

#if os(Linux)
  /// What is important, who has a message, whom it names, and what is not to be heard.
  @MainActor
  struct AttentionViewTests {
    private let samples = Samples.english

    private func chat(_ id: String) throws -> ChatState {
      try #require(samples.chats.first { $0.id == id }).state
    }

    private func said(_ state: ChatState, on: @escaping @MainActor (ChatEvent) -> Void = { _ in }) -> [StandIn.Element]
    {
      outline(ChatView(state: state, on: on))
    }

    @Test func howFarOnesOwnHasComeIsSpoken() throws {
      #expect(said(try chat("chat-seen")).words.contains { $0.hasSuffix("Seen") })
      #expect(said(try chat("chat-delivered")).words.contains { $0.hasSuffix("Delivered") })
      #expect(!said(try chat("chat-delivered")).words.contains { $0.hasSuffix("Seen") })
    }

    @Test func onlyTheNewestOfOnesOwnSaysItInWords() {
      func shown(_ delivery: Delivery, newest: Bool) -> [String] {
        let message = with(samples.own(.sent)) { $0.delivery = delivery }
        return outline(
          DeliveryLine(message: message, saysReached: newest)).words
      }
      #expect(shown(.seen, newest: true).contains { $0.hasSuffix("Seen") })
      #expect(!shown(.seen, newest: false).contains { $0.hasSuffix("Seen") })
      #expect(shown(.waiting, newest: false).contains { $0.hasSuffix("Goes out later") })
    }

    @Test func whatIsImportantIsMarkedAndLeadsToTheShelf() throws {
      var events: [ChatEvent] = []
      let chat = said(try chat("chat-pinned")) { events.append($0) }
      chat.named("2 important messages")?.press?()
      let row = try #require(chat.first { $0.words.hasSuffix("Important") })
      row.actions.named("Not important any more")?.press?()
      #expect(events == [.openShelf, .pin(rowId: 12, on: false)])
      #expect(said(samples.chat()).named("2 important messages") == nil)
    }

    @Test func theShelfLeadsToItsMessagesAndWhoMayTakesThemOff() throws {
      var events: [ShelfEvent] = []
      let state = try #require(samples.shelves.first).state
      let said = outline(ShelfView(state: state) { events.append($0) })
      #expect(said.words.contains { $0.contains("Marked by: You and Joy Testwell") })
      #expect(said.filter { plainSpaces($0.words) == "Not important any more" }.count == 1)
      said.first { $0.words.contains(samples.cast.inhaler) }?.press?()
      said.named("Not important any more")?.press?()
      #expect(events == [.open(rowId: 12), .unpin(rowId: 12)])
    }

    @Test func namesStandInHeavyLetters() throws {
      let rows = try #require(try chat("chat-pinned").timeline.value?.rows)
      let message = try #require(rows.last?.message)
      let heavy = LiveText(message: message).lined.runs.filter { $0.font != nil }.map(\.range)
      #expect(heavy.count == 1)
      let name = heavy.map { String(LiveText(message: message).lined[$0].characters) }
      #expect(name == ["@Lina Winterbloom"])
    }

    @Test func aDayLeadsToAnother() throws {
      var events: [ChatEvent] = []
      let day = try #require(said(samples.chat()) { events.append($0) }.named("Yesterday"))
      day.press?()
      guard case .ask(.day(let at))? = events.first else { throw Missing() }
      #expect(samples.moments.daysAgo(at) == 1)
      events = []
      let asked = said(try chat("chat-day")) { events.append($0) }
      asked.first { $0.kind == .field && plainSpaces($0.words) == "Which day?" }?.type?("2020-03-04T12:00:00Z")
      // The day that is offered can be taken as it is.
      asked.first { $0.kind == .button && plainSpaces($0.words) == "Today" && !$0.isHeading }?.press?()
      #expect(events.count == 2)
      for event in events {
        guard case .goToDay(let from) = event else { throw Missing() }
        #expect(samples.moments.calendar.startOfDay(for: from) == from)
      }
    }

    private struct Missing: Error {}

    @Test func whoIsMeantIsOffered() throws {
      var events: [ChatEvent] = []
      said(try chat("chat-naming")) { events.append($0) }.named("Joy Testwell")?.press?()
      #expect(events == [.nameChosen(personId: "p3")])
    }

    @Test func aPartOfTheWordsCanBeTaken() throws {
      var events: [ChatEvent] = []
      let asked = said(try chat("chat-select")) { events.append($0) }
      #expect(asked.named("Choose some of the words") != nil)
      asked.last { plainSpaces($0.words) == "Copy the words" }?.press?()
      #expect(events == [.copy(rowId: 12)])
    }

    @Test func aConversationIsMutedAndMarkedFromItsRow() throws {
      var events: [InboxEvent] = []
      let state = try #require(samples.attentiveInboxes.first).state
      let said = outline(InboxView(state: state) { events.append($0) })
      #expect(said.words.contains { $0.contains("Muted") })
      #expect(said.words.contains { $0.contains("To read again") })
      for row in said where row.kind == .button { row.actions.named("Stop muting it")?.press?() }
      for row in said where row.kind == .button { row.actions.named("Mute it here")?.press?() }
      #expect(Set(events.map(plain)) == ["k1 false", "k2 true"])
      // What is not read is not marked as unread.
      #expect(!said.contains { $0.actions.named("Mark as unread") != nil })
      let read = outline(InboxView(state: samples.inbox()) { events.append($0) })
      events = []
      for row in read { row.actions.named("Mark as unread")?.press?() }
      #expect(events.first == .markUnread(circleId: "k2"))
    }

    private func plain(_ event: InboxEvent) -> String {
      if case .setMuted(let circle, let muted) = event { "\(circle) \(muted)" } else { "" }
    }

    @Test func whoHasAMessageSaysSinceWhen() throws {
      let state = try #require(samples.attentiveDetails.first).state
      let words = outline(DetailsView(state: state, on: { _ in })).words
      #expect(words.contains { $0.contains("Lina") && $0.contains("Seen today at") })
      #expect(words.contains { $0.contains("Joy") && $0.contains("On their device today at") })
      #expect(words.contains { $0.contains("Pat") && $0.contains("Not on their device yet") })
      #expect(words.contains("Some people do not tell when they have seen something."))
    }

    @Test func theStaffSeeWhatItSaidBefore() throws {
      let state = try #require(samples.attentiveDetails.last).state
      let words = outline(DetailsView(state: state, on: { _ in })).words
      #expect(words.contains("Earlier words") && words.contains { $0.contains(samples.cast.paper) })
      let other = try #require(samples.attentiveDetails.first).state
      #expect(!outline(DetailsView(state: other, on: { _ in })).words.contains("Earlier words"))
    }

    @Test func onesOwnSeenIsASwitch() {
      var events: [SettingsEvent] = []
      let state = SettingsState(settings: .ready(samples.settings))
      outline(SettingsView(state: state) { events.append($0) })
        .named("Tell others when I have seen their messages")?.press?()
      #expect(events == [.tellsSeenChosen(false)])
    }

    @Test func thePatientWritesToOneAloneAndOthersAreToldOfNothing() throws {
      var events: [PeopleEvent] = []
      outline(PeopleView(state: samples.people) { events.append($0) })
        .named("Write to Joy Testwell alone")?.press?()
      #expect(events == [.talkAlone(personId: "p3")])
      let unsure = try #require(samples.peoples.first { $0.id == "people-unsure" }).state
      let words = outline(PeopleView(state: unsure, on: { _ in })).words
      #expect(words.contains("You cannot write to Joy Testwell alone now."))
      let others = try #require(samples.peoples.first { $0.id == "people-not-mine-offline" }).state
      let told = outline(PeopleView(state: others, on: { _ in })).words
      #expect(!told.contains { $0.contains("alone") } && told.contains("Only the patient says who is in the circle."))
      let revoked = try #require(samples.peoples.first { $0.id == "people-revoked" }).state
      #expect(
        outline(PeopleView(state: revoked, on: { _ in })).words
          .contains("The clinic has closed Kith on this device. Please call them."))
    }
  }
#endif
