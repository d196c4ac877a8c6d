import Foundation
import KithCore
import KithKit
import KithStrings
import KithTown
import KithUI

import enum KithKit.Problem

/// Does what a scene says, as a person would: on the screens, by their events. What it answers is what the screens
/// show. Its twin is `Player.kt`.
@MainActor
struct Player {
  let client: KithClient
  let desk: Desk
  let name: String

  /// Does one thing.
  func does(_ word: String, _ rest: String) async throws -> [String] {
    do {
      switch word {
      case "enrol", "join": return try await agrees(rest)
      case "circle": return try await starts(rest)
      case "invite":
        let role = rest.prefix { $0 != " " }
        return try await invites(String(role), String(rest.dropFirst(role.count + 1)))
      case "invitations": return try await people().invitations.map(line)
      case "approve": return try await decides(rest) { .approve($0) }
      case "decline": return try await decides(rest) { .decline($0) }
      case "remove": return try await removes(rest)
      case "people":
        return try await people().members.map { "\($0.person.name) · \(desk.strings.role($0.person))" }
      case "write": return try await writes(rest, to: .circle)
      case "care": return try await writes(rest, to: .care)
      case "read": return try await reads()
      case "alone": return try await alone(rest)
      case "later": return try await afterthoughts().later(rest)
      case "waits": return try await afterthoughts().looks(rest)
      case "send-now": return try await afterthoughts().sendsNow(rest)
      case "undo":
        _ = try await writes(rest, to: .circle)
        return try await afterthoughts().undoes(rest)
      case "pass-on": return try await passesOn(rest, told: false)
      case "pass-on-told": return try await passesOn(rest, told: true)
      case "reply", "sign", "change", "take-back", "reached", "answers":
        return try await Said(client: client, conversation: try await circle(), chat: try await chat(), refuse: refuse)
          .does(word, rest)
      case "search": return try await finds(rest)
      case "offline":
        client.network(there: false)
        return ["There is no network."]
      case "online":
        client.network(there: true)
        return ["There is a network."]
      case "sync":
        let waiting = try await client.sync().value().waiting
        return [waiting == 0 ? "Everything has been exchanged." : "\(waiting) still wait here."]
      // What a screen looks like only a Mac can draw.
      case "picture": return []
      default: throw Sorry("not known: \(word)")
      }
    } catch let error as KithError {
      throw Sorry(desk.strings.sentence(Problem(error)))
    } catch is DidNotCome {
      throw Sorry("the screen does not show that “\(word)” was done")
    }
  }

  private func agrees(_ link: String) async throws -> [String] {
    guard case .consent(let consent) = try await opened(.toConsent(link: link)) else { throw Sorry("not a link") }
    consent.onEvent(.nameChanged(name))
    consent.onEvent(.agree)
    // It leads to the list where nobody else has to say yes.
    let ended = try await becomes("consent", { desk.view == nil ? nil : consent.state }) {
      $0 == nil || $0?.phase == .waitingForPatient || $0?.problem != nil
    }
    try refuse(ended?.problem)
    return ["It is on its way."]
  }

  private func starts(_ title: String) async throws -> [String] {
    desk.title = title
    let inbox = desk.inbox
    let state = try await becomes("a clinic", { inbox.state }) {
      $0.clinics.value?.contains { $0.mayStart } == true
    }
    guard let clinic = state.clinics.value?.first(where: { $0.mayStart }) else { throw Sorry("no clinic") }
    inbox.onEvent(.startCircle(clinicId: clinic.id))
    try await becomes("the circle", { [desk] in desk.visits }) { [desk] _ in
      if case .chat = desk.view { true } else { false }
    }
    return ["The circle is there."]
  }

  private func invites(_ role: String, _ relationship: String) async throws -> [String] {
    let roles = KithKit.Role.allCases.map { (code($0), $0) }
    guard let wanted = roles.first(where: { $0.0.lowercased() == role.lowercased() })?.1 else {
      throw Sorry("no such role: \(role)")
    }
    guard case .invite(let invite) = try await opened(.toInvite(circle: try await circle())) else {
      throw Sorry("not there")
    }
    invite.onEvent(.roleChosen(wanted))
    invite.onEvent(.relationshipChanged(relationship))
    invite.onEvent(.make)
    let state = try await becomes("a link", { invite.state }) {
      switch $0 {
      case .made: true
      case .choosing(let choice): choice.problem != nil
      }
    }
    switch state {
    case .made(let made): return [made.link]
    case .choosing(let choice): try refuse(choice.problem)
    }
    return []
  }

  private func people() async throws -> CirclePeople {
    let people = try await peopleScreen()
    let state = try await becomes("people", { people.state }) { $0.circle.value != nil }
    guard let circle = state.circle.value else { throw Sorry("nobody is there") }
    return circle
  }

  private func peopleScreen() async throws -> PeopleModel {
    guard case .people(let people) = try await opened(.toPeople(circle: try await circle())) else {
      throw Sorry("not there")
    }
    return people
  }

  private func decides(_ whom: String, _ question: (GivenInvitation) -> Question) async throws -> [String] {
    let answered = try await people().invitations.first {
      if case .answered(let answer) = $0.stage { answer.name == whom } else { false }
    }
    guard let answered else { throw Sorry("\(whom) has not answered") }
    return try await carriesOut(question(answered))
  }

  private func removes(_ whom: String) async throws -> [String] {
    guard let member = try await people().members.first(where: { $0.person.name == whom }) else {
      throw Sorry("\(whom) is not in the circle")
    }
    return try await carriesOut(.remove(member.person))
  }

  private func carriesOut(_ question: Question) async throws -> [String] {
    guard case .people(let people) = desk.view else { throw Sorry("not there") }
    people.onEvent(.ask(question))
    people.onEvent(.confirm(question))
    try refuse(
      try await becomes("an answer", { people.state }) { !$0.working && $0.question == nil }.problem)
    return ["Done."]
  }

  private func writes(_ body: String, to audience: KithKit.Audience) async throws -> [String] {
    try await writes(body, to: audience, in: try await chat())
  }

  private func writes(_ body: String, to audience: KithKit.Audience, in chat: ChatModel) async throws -> [String] {
    let state = try await becomes("the circle", { chat.state }) {
      !$0.canWrite || ($0.timeline.value != nil && !$0.composer.readers.isEmpty)
    }
    guard state.canWrite else { throw Sorry(desk.strings.chatRemovedTitle) }
    chat.onEvent(.audienceChosen(audience))
    chat.onEvent(.draftChanged(text: body))
    chat.onEvent(.send())
    let said = try await becomes("the words", { chat.state }) { now in
      now.problem != nil || (now.composer.draft.isEmpty && lines(now).contains { $0.contains(body) })
    }
    try refuse(said.problem)
    return ["Kept on this device, and on its way."]
  }

  /// To one person of the circle, or to its patient.
  private func alone(_ rest: String) async throws -> [String] {
    let (name, body) = try quoted(rest)
    let circle = try await circle()
    var pair = try await talks().first { $0.title == name }?.conversation
    if pair == nil { pair = try await client.talkAlone(circle: circle, person: try await person(name)) }
    guard let pair, case .chat(let chat) = try await opened(.toChat(circle: pair)) else { throw Sorry("not there") }
    let answer = try await writes(body, to: .pair, in: chat)
    _ = try await opened(.toChat(circle: circle))
    return answer
  }

  private func person(_ name: String) async throws -> PersonId {
    let people = try await client.people(conversation: try await circle())
    guard let person = people.first(where: { $0.name == name }) else { throw Sorry("\(name) is not in the circle") }
    return person.person
  }

  private func talks() async throws -> [CircleRow] {
    try await client.inbox().circles.filter { $0.with != nil }
  }

  private func reads() async throws -> [String] {
    let circle = try await circle()
    var read = try await reads(circle, in: try await chat())
    let talks = try await talks()
    for talk in talks {
      guard case .chat(let chat) = try await opened(.toChat(circle: talk.conversation)) else { throw Sorry("not there") }
      read.append("-- \(talk.title)")
      read += try await reads(talk.conversation, in: chat)
    }
    if !talks.isEmpty { _ = try await opened(.toChat(circle: circle)) }
    return read
  }

  private func reads(_ conversation: ConversationId, in chat: ChatModel) async throws -> [String] {
    // What the store says now: the screen comes to the same.
    var now = client.chatUpdates(conversation: conversation).makeAsyncIterator()
    let newest = try await now.next()?.rows.last?.id
    chat.onEvent(.jumpToNewest)
    let state = try await becomes("the newest", { chat.state }) {
      $0.timeline.value.map { newest == nil || $0.rows.last?.id == newest } == true
    }
    if let last = state.timeline.value?.rows.last { chat.onEvent(.seen(rowId: last.id)) }
    return lines(state)
  }

  private func afterthoughts() async throws -> Afterthoughts {
    Afterthoughts(chat: try await chat(), refuse: refuse)
  }

  private func passesOn(_ words: String, told: Bool) async throws -> [String] {
    let circle = try await circle()
    guard case .forward(let forward) = try await opened(.toForward(rowId: client.row(of: words))) else {
      throw Sorry("not there")
    }
    let said = try await passOn(forward, to: circle, told: told, refuse: refuse)
    _ = try await opened(.toChat(circle: circle))
    return said
  }

  private func finds(_ words: String) async throws -> [String] {
    guard case .search(let search) = try await opened(.toSearch(circle: try await circle())) else {
      throw Sorry("not there")
    }
    search.onEvent(.queryChanged(words))
    let state = try await becomes("hits", { search.state }) { $0.query == words && $0.hits?.value != nil }
    return (state.hits?.value ?? []).map { "\($0.sender.name): \($0.body)" }
  }

  private func chat() async throws -> ChatModel {
    if case .chat(let chat) = desk.view { return chat }
    guard case .chat(let chat) = try await opened(.toChat(circle: try await circle())) else {
      throw Sorry("not there")
    }
    return chat
  }

  private func circle() async throws -> CircleId {
    guard let circle = try await client.inbox().circles.first?.id else { throw Sorry("there is no circle yet") }
    return circle
  }

  private func opened(_ way: Go) async throws -> Desk.View? {
    let before = desk.visits
    desk.go(way)
    try await becomes("a screen", { [desk] in desk.visits }) { $0 > before }
    return desk.view
  }

  private func refuse(_ problem: Problem?) throws {
    if let problem { throw Sorry(desk.strings.sentence(problem)) }
  }

  private func line(_ invitation: GivenInvitation) -> String {
    let role = desk.strings.role(invitation.role, relationship: invitation.relationship)
    switch invitation.stage {
    case .open, .unsent, .expired, .refused, .spoiled: return role
    case .answered(let answer): return "\(answer.name) · \(role)"
    case .approved(let name, _): return "\(name) · \(role)"
    }
  }
}

extension ChatState {
  /// Whether there is a field.
  fileprivate var canWrite: Bool { standing == .member || standing == .rejoining }
}
