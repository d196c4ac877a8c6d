import Foundation
import KithKit
import KithStrings
import Testing

@testable import KithApp
@testable import KithUI

/// Nobody's words, names or links stand in what is printed: by mistake, in a log, in the report of a crash.
@MainActor
struct DiscreetTests {
  private let secret = "Xanthippe"

  private func printed(_ value: Any) -> String {
    var all = "\(value) \(String(reflecting: value)) \(String(describing: value)) "
    dump(value, to: &all)
    return all
  }

  @Test("no state of any screen says what it holds")
  func states() {
    let samples = Samples.english
    let all: [[Any]] = [
      samples.welcomes.map(\.state), samples.consents.map(\.state), samples.locks.map(\.state),
      samples.inboxes.map(\.state), samples.chats.map(\.state), samples.messageDetails.map(\.state),
      samples.peoples.map(\.state), samples.invites.map(\.state), samples.searches.map(\.state),
      samples.settingsStates.map(\.state),
    ]
    let cast = samples.cast
    let words = [
      cast.patient.name, cast.daughter.name, cast.nurse.name, cast.planner.name, cast.proxy.name, cast.circle,
      cast.here,
      cast.soup, cast.inhaler, cast.afraid, cast.draft, cast.query, cast.clinic.name, samples.link, "48c19a7f02e65b3d",
    ]
    for state in all.joined() {
      let printed = printed(state)
      #expect(!words.contains { printed.contains($0) }, "\(printed.prefix(80))")
    }
  }

  @Test("nor does an event, a way, a place, or what someone comes with")
  func events() throws {
    let person = Person(id: secret, name: secret, role: .family, relationship: secret)
    let given = GivenInvitation(
      id: secret, role: .family, relationship: secret, expires: .now,
      stage: .answered(
        .init(name: secret, word: .vouches, like: Like(id: secret, name: secret, likeness: .inside))))
    let message = ChatRow.Message(
      id: 1, at: .now, sender: person, audience: .care, body: secret, delivery: .received)
    var profile = Profile()
    (profile.name, profile.emergency, profile.telephones) = (secret, [secret], [secret])
    let all: [Any] = [
      person, given, message, profile, ChatRow.message(message), TimelineItem.row(.message(message), first: true),
      ChatEvent.draftChanged(text: secret), ConsentEvent.nameChanged(secret), InviteEvent.relationshipChanged(secret),
      PeopleEvent.ask(.remove(person)), PeopleEvent.confirm(.approve(given)), SearchEvent.queryChanged(secret),
      WelcomeEvent.linkChanged(secret), WelcomeEvent.codeRead(secret), LockEvent.open(personId: secret),
      InboxEvent.open(circleId: secret), ForwardEvent.choose(circleId: secret, audience: .care),
      LaterMessage(id: 1, audience: .care, body: secret, due: .now), Go.toCalendar(date: secret), Go.toConsent(link: secret), Go.copy(text: secret), Go.share(text: secret),
      Go.opened(LockedPerson(id: secret, name: secret)), Place.consent(link: secret), Place.welcome(link: secret),
      Arrival.invited(link: secret), KithKit.Notice(id: secret, title: secret),
      Content.ready([message]), Optional(message) as Any, [secret: message].values.map { $0 }, ["a": person],
    ]
    for value in all { #expect(!printed(value).contains(secret), "\(type(of: value))") }
    #expect(printed(secret).contains(secret), "a word would be seen")
    #expect("\(message)" == "Message")
  }
}
