import Foundation
import KithCore
import KithKit
import KithTown
import Testing

/// What is said at a time to come, and what is taken back just after it was said.
@MainActor
struct LaterTests {
  private func chat(_ resident: Resident, ways: Ways = Ways()) async throws -> ChatModel {
    let chat = ChatModel(client: resident.client, circle: try await resident.circle().id, go: ways.go)
    try await becomes("the circle", { chat.state }) { $0.timeline.value != nil && !$0.composer.choices.isEmpty }
    return chat
  }

  @Test("words wait for their time, are others or for another time if their writer wants, and go at once or not at all")
  func waits() async throws {
    try await Town.play { town in
      let (marta, nadia) = try await town.pair()
      let chat = try await chat(marta)
      let due = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 + 3600).rounded())
      chat.onEvent(.draftChanged(text: "How was the night?"))
      chat.onEvent(.ask(.when()))
      chat.onEvent(.sendLater(at: due))
      let kept = try await becomes("it waits", { chat.state }) { $0.later.count == 1 && $0.composer.draft.isEmpty }
      let waiting = try #require(kept.later.first)
      #expect(kept.question == nil && kept.messages.isEmpty)
      #expect(waiting.body == "How was the night?" && waiting.due == due && waiting.unsaid == nil)

      chat.onEvent(.ask(.laterWords(id: waiting.id, typed: waiting.body)))
      chat.onEvent(.laterWordsTyped("How are you?"))
      chat.onEvent(.saveLaterWords)
      try await becomes("other words", { chat.state }) { $0.later.first?.body == "How are you?" && $0.question == nil }
      chat.onEvent(.changeLater(id: waiting.id, at: due + 60))
      let moved = try await becomes("another time", { chat.state }) { $0.later.first?.due == due + 60 }
      #expect(moved.later.first?.body == "How are you?")
      chat.onEvent(.ask(.later(id: waiting.id)))
      chat.onEvent(.sendLaterNow(id: waiting.id))
      let sent = try await becomes("said", { chat.state }) { $0.delivery("How are you?") != nil }
      #expect(sent.later.isEmpty && sent.question == nil)
      try await nadia.reads("How are you?")

      chat.onEvent(.draftChanged(text: "Good night."))
      chat.onEvent(.sendLater(at: due))
      let again = try await becomes("it waits", { chat.state }) { $0.later.count == 1 }
      chat.onEvent(.takeBackLater(id: try #require(again.later.first).id))
      try await becomes("the words", { chat.state }) { $0.later.isEmpty && $0.composer.draft == "Good night." }
    }
  }

  @Test("what is due goes out by itself while the app is open")
  func due() async throws {
    try await Town.play { town in
      let (marta, nadia) = try await town.pair()
      let chat = try await chat(marta)
      chat.onEvent(.draftChanged(text: "It is time."))
      chat.onEvent(.sendLater(at: Date() + 2))
      let waits = try await becomes("it waits", { chat.state }) { $0.later.count == 1 }
      chat.onEvent(.ask(.later(id: try #require(waits.later.first).id)))
      try await nadia.reads("It is time.")
      // What was asked about it is asked no longer.
      try await becomes("nothing waits", { chat.state }) { $0.later.isEmpty && $0.question == nil }
    }
  }

  @Test("what could not be sent says why, and its other words wait for another time")
  func unsaid() async throws {
    try await Town.play { town in
      let (marta, nadia) = try await town.pair()
      let ways = Ways()
      let chat = try await chat(nadia, ways: ways)
      chat.onEvent(.draftChanged(text: "Come on Monday."))
      chat.onEvent(.sendLater(at: Date() + 3600))
      let waits = try await becomes("it waits", { chat.state }) { $0.later.count == 1 }
      let id = try #require(waits.later.first).id
      let circle = try await marta.circle()
      let people = PeopleModel(client: marta.client, circle: circle.id, go: Ways().go)
      let known = try await becomes("her", { people.state }) { $0.circle.value?.members.count == 2 }
      let person = try #require(known.circle.value?.members.first { $0.person.name == "Nadia" }).person
      people.onEvent(.confirm(.remove(person)))
      try await becomes("removed", { chat.state }) { $0.standing == .removed }
      // Nobody may say anything there any more: neither now nor at another time.
      chat.onEvent(.sendLaterNow(id: id))
      let refused = try await becomes("a problem", { chat.state }) { $0.problem != nil }
      #expect(refused.problem == .notInCircle && refused.later.count == 1)
      // There is no field that the words could come back to: they are taken along, or let go.
      chat.onEvent(.takeBackLater(id: id))
      let kept = try await becomes("why not", { chat.state }) { $0.problem == .notInCircle }
      #expect(kept.later.count == 1 && kept.composer.draft.isEmpty)
      chat.onEvent(.copyLater(id: id))
      #expect(try await ways.leads() == .copy(text: "Come on Monday."))
      chat.onEvent(.throwAwayLater(id: id))
      try await becomes("nothing waits", { chat.state }) { $0.later.isEmpty && $0.composer.draft.isEmpty }
    }
  }

  @Test("what is being changed waits until it has its words, and what was typed is never lost")
  func changed() async throws {
    try await Town.play { town in
      let (marta, nadia) = try await town.pair()
      let chat = try await chat(marta)
      chat.onEvent(.draftChanged(text: "Ten drops"))
      let due = Date() + 5
      chat.onEvent(.sendLater(at: due))
      let waits = try await becomes("it waits", { chat.state }) { $0.later.count == 1 }
      let id = try #require(waits.later.first).id
      chat.onEvent(.draftChanged(text: "Good night"))
      chat.onEvent(.sendLater(at: due + 0.1))
      try await becomes("both wait", { chat.state }) { $0.later.count == 2 }
      chat.onEvent(.ask(.laterWords(id: id, typed: "Five")))
      // The other one, which nobody changes, goes at its time.
      try await nadia.reads("Good night")
      #expect(chat.state.question == .laterWords(id: id, typed: "Five"))
      #expect(chat.state.later.contains { $0.body == "Ten drops" })
      chat.onEvent(.laterWordsTyped("Five drops"))
      chat.onEvent(.saveLaterWords)
      try await nadia.reads("Five drops")
      try await becomes("saved", { chat.state }) { $0.question == nil && $0.delivery("Ten drops") == nil }
      // What goes all the same leaves what was typed, and it is said.
      chat.onEvent(.ask(.laterWords(id: id, typed: "Six drops")))
      chat.onEvent(.saveLaterWords)
      let gone = try await becomes("that it is gone", { chat.state }) { $0.problem == .notThere }
      #expect(gone.question == .laterWords(id: id, typed: "Six drops"))
    }
  }

  @Test("what was said just now is undone: its words stand in the field again")
  func undone() async throws {
    try await Town.play { town in
      let (marta, nadia) = try await town.pair()
      let chat = try await chat(marta)
      marta.client.network(there: false)
      chat.onEvent(.draftChanged(text: "Not this"))
      chat.onEvent(.send())
      let said = try await becomes("said", { chat.state }) { $0.delivery("Not this") != nil }
      let message = try #require(said.messages.last)
      #expect(try #require(message.undoUntil) > Date())
      chat.onEvent(.undo(rowId: message.id))
      let undone = try await becomes("undone", { chat.state }) {
        $0.composer.draft == "Not this" && $0.messages.isEmpty
      }
      #expect(undone.problem == nil)
      marta.client.network(there: true)
      chat.onEvent(.draftChanged(text: "But this"))
      chat.onEvent(.send())
      try await nadia.reads("But this")
      #expect(try await nadia.client.lookFor(of: SearchQuery(words: "Not this"), limit: 5).hits.isEmpty)
    }
  }
}

/// A day that words name.
struct CalendarDayTests {
  private let berlin: Calendar = {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: "Europe/Berlin")!
    return calendar
  }()

  @Test("is the reader's, with its hour, unless it names a zone")
  func read() throws {
    func start(_ text: String) -> String? { CalendarDay(text, in: berlin)?.start.ISO8601Format() }
    #expect(start("2027-03-03") == "2027-03-02T23:00:00Z")
    #expect(start("2027-03-03T14:30") == "2027-03-03T13:30:00Z")
    #expect(start("2027-03-03T14:30Z") == "2027-03-03T14:30:00Z")
    #expect(CalendarDay("2027-03-03", in: berlin)?.whole == true)
    #expect(CalendarDay("2027-03-03T14:30", in: berlin)?.whole == false)
    for none in ["", "2027-02-30", "2027-03-03T25:00", "03/03/2027", "2027-03-03T14:30+01", "x2027-03-03"] {
      #expect(CalendarDay(none, in: berlin) == nil, "\(none)")
    }
  }
}
