import KithCore
import KithKit
import KithTown
import Testing

/// What else a person can do on each screen: every event leads where it says.
@MainActor
struct EventTests {
  @Test("in a conversation: newer pages, the clipboard, and what is known of a message")
  func chat() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      marta.client.stop()
      for number in 0..<230 { try await marta.says("Line \(number)") }
      let ways = Ways()
      let first = try await marta.client.lookFor(of: SearchQuery(words: "Line 3"), limit: 300).hits.first {
        $0.row.content == .text(body: "Line 3", edited: false)
      }
      let target = try #require(first).row.id
      let chat = ChatModel(client: marta.client, circle: try await marta.circle().id, target: target, go: ways.go)
      var state = try await becomes("the beginning", { chat.state }) { $0.delivery("Line 3") != nil }
      #expect(state.timeline.value?.hasNewer == true)
      while state.timeline.value?.hasNewer == true {
        let last = try #require(state.rows.last)
        chat.onEvent(.loadNewer(rowId: last.id))
        state = try await becomes("what is newer", { chat.state }) { $0.rows.last?.id != last.id }
        #expect(state.rows.count <= 150)
      }
      #expect(state.messages.last?.body == "Line 229")
      let newest = try #require(state.rows.last).id
      chat.onEvent(.copy(rowId: newest))
      #expect(try await ways.leads() == .copy(text: "Line 229"))
      chat.onEvent(.openDetails(rowId: newest))
      #expect(try await ways.leads() == .toDetails(rowId: newest))
      chat.onEvent(.openPeople)
      #expect(try await ways.leads() == .toPeople(circle: try await marta.circle().id))
    }
  }

  @Test("among the people: someone is turned down, and an invitation is taken back")
  func people() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      let circle = try await marta.circle().id
      let ways = Ways()
      let people = PeopleModel(client: marta.client, circle: circle, go: ways.go)
      let ana = try await town.resident("Ana")
      try await ana.redeems(marta.invites(.family, "daughter"))
      let asked = try await becomes("her yes", { people.state }) { $0.answered != nil }
      let given = try #require(asked.answered)
      people.onEvent(.ask(.decline(given)))
      people.onEvent(.cancel)
      #expect(people.state.question == nil)
      people.onEvent(.confirm(.decline(given)))
      try await becomes("nobody asked", { people.state }) {
        $0.circle.value?.invitations.isEmpty == true && !$0.working
      }
      #expect(people.state.names == ["Marta"])

      let link = try await marta.invites(.coordinator)
      let open = try await becomes("one that is open", { people.state }) { $0.stages == [.open] }
      let question = Question.takeBack(try #require(open.circle.value?.invitations.first))
      people.onEvent(.ask(question))
      people.onEvent(.confirm(question))
      try await becomes("none", { people.state }) { $0.stages.isEmpty && $0.question == nil }
      try await marta.syncs()
      let consent = try await ConsentModel.open(client: ana.client, link: link, go: ways.go)
      consent.onEvent(.agree)
      try await becomes("taken back", { consent.state }) { $0.problem == .linkTakenBack }
    }
  }

  @Test("inviting: the link is good for as long as was chosen, and goes to the clipboard")
  func invite() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      let ways = Ways()
      let invite = InviteModel(client: marta.client, circle: try await marta.circle().id, go: ways.go)
      invite.onEvent(.copy(text: "words"))
      invite.onEvent(.roleChosen(.coordinator))
      invite.onEvent(.daysChosen(2))
      invite.onEvent(.make)
      let made = try #require(try await becomes("a link", { invite.state }) { $0.made != nil }.made)
      let days = made.expires.timeIntervalSinceNow / (24 * 3600)
      #expect((1.9...2.1).contains(days) && made.role == .coordinator && !made.copied)
      invite.onEvent(.copy(text: "words \(made.link)"))
      #expect(try await ways.leads() == .copy(text: "words \(made.link)"))
      #expect(invite.state.made?.copied == true)
      invite.onEvent(.done)
      #expect(try await ways.leads() == .back)
    }
  }

  @Test("the way in by a code: seen, from a picture, and where the camera may not be used")
  func code() async throws {
    try await Town.play { town in
      let marta = try await town.resident("Marta")
      let ways = Ways()
      let eyes = Eyes()
      let welcome = WelcomeModel(client: marta.client, language: .english, camera: { eyes.camera }, go: ways.go)
      welcome.onEvent(.scanCode)
      #expect(welcome.state.step == .scan(camera: .notAllowed))
      welcome.onEvent(.allowCamera)
      #expect(try await ways.leads() == .askForCamera)
      eyes.camera = .ready
      welcome.onEvent(.scanCode)
      #expect(welcome.state.step == .scan(camera: .ready))
      welcome.onEvent(.openPicture)
      #expect(try await ways.leads() == .pickPicture)
      welcome.onEvent(.codeRead("a shopping list"))
      try await becomes("a problem", { welcome.state }) { $0.step == .scan(camera: .ready, problem: .notALink) }
      welcome.onEvent(.resolve(.understood))
      #expect(welcome.state.step.problem == nil)
      let link = try await town.relay.invitePatient()
      welcome.onEvent(.codeRead(link))
      #expect(try await ways.leads() == .toConsent(link: link))
      welcome.onEvent(.back)
      #expect(welcome.state.step == .start)
      welcome.onEvent(.languageChosen(.arabic))
      #expect(try await ways.leads() == .speak(language: "ar"))
      welcome.onEvent(.back)
      #expect(try await ways.leads() == .back)
    }
  }
}

/// Whether the device can see.
@MainActor
private final class Eyes {
  var camera = Camera.notAllowed
}
