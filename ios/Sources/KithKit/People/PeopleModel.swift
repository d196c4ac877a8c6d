import Foundation
import KithCore
import Observation

/// The people of a circle, and who was invited. `PeopleHolder` in Kotlin.
@MainActor
@Observable
public final class PeopleModel {
  /// What the screen shows.
  public private(set) var state = PeopleState(title: "", connection: Connection(), circle: .loading)

  private let client: KithClient
  private let circle: CircleId
  private let go: @MainActor (Go) -> Void
  private let asking = Asking()

  /// Looks at a circle's people.
  public init(client: KithClient, circle: CircleId, go: @escaping @MainActor (Go) -> Void) {
    self.client = client
    self.circle = circle
    self.go = go
    watch()
  }

  /// What the person did.
  public func onEvent(_ event: PeopleEvent) {
    switch event {
    case .back: go(.back)
    case .invite: go(.toInvite(circle: circle))
    case .reissue(let invitation): go(.toReissue(circle: circle, invitation: invitation))
    case .compare(let person, let name, let opposite):
      go(.toNumber(circle: circle, person: person, name: name, opposite: opposite))
    case .talkAlone(let person): talk(person)
    case .ask(let question): state.question = question
    case .confirm(let question): carryOut(question)
    case .cancel: state.question = nil
    case .call(let number): go(.call(number: number))
    case .resolve(let remedy): asking.resolve(remedy, go) { state.problem = nil }
    }
  }

  private func watch() {
    asking.look({ [weak self] in self?.failed($0) }) { [client, circle, weak self] in
      for try await chat in client.chatUpdates(conversation: circle) {
        let why = try await client.may(circle: circle, deed: .decide).map { WhyNot($0) }
        let given = why == nil ? try await client.invitations(circle: circle) : []
        var members: [Member] = []
        for row in chat.people { members.append(try await client.member(row, of: circle)) }
        self?.show(
          chat, CirclePeople(
            whyNot: why, members: members, invitations: given.compactMap { GivenInvitation($0) }, mine: chat.circle.mine))
      }
    }
  }

  private func show(_ chat: Chat, _ people: CirclePeople) {
    var next = state
    next.title = chat.circle.title
    next.connection = Connection(chat.clinic, chat.circle.asOf)
    next.circle = .ready(people)
    next.telephone = chat.clinic.telephone
    state = next
  }

  private func talk(_ person: PersonId) {
    asking.ask({ [weak self] in self?.state.problem = $0 }, again: { [weak self] in self?.talk(person) }) {
      [client, circle, go] in
      go(.toChat(circle: try await client.talkAlone(circle: circle, person: person)))
    }
  }

  private func carryOut(_ question: Question) {
    guard !state.working else { return }
    state.working = true
    state.problem = nil
    asking.ask({ [weak self] in self?.stopped($0) }, again: { [weak self] in self?.carryOut(question) }) {
      [client, circle, weak self] in
      switch question {
      case .approve(let invitation): try await client.approve(invitation: invitation.id)
      case .renew(let invitation, let old):
        try await client.approveInPlaceOf(invitation: invitation.id, old: old.id)
      case .decline(let invitation), .takeBack(let invitation): try await client.decline(invitation: invitation.id)
      case .remove(let person): try await client.remove(circle: circle, person: person.id)
      case .goOnWithout(let person): try await client.goOnWithout(circle: circle, person: person.id)
      case .startAnew: try await client.startAnew(circle: circle)
      }
      self?.stopped(nil)
    }
  }

  private func stopped(_ problem: Problem?) {
    state.question = nil
    state.working = false
    state.problem = problem
  }

  private func failed(_ problem: Problem) {
    state.circle = .failed(problem)
  }
}

extension KithClient {
  /// Someone in a circle, and what this person may do with them there.
  fileprivate func member(_ row: PersonRow, of circle: CircleId) async throws -> Member {
    let removing = try await may(circle: circle, deed: .remove(row.person))
    let alone: Alone? =
      switch try await may(circle: circle, deed: .talkAlone(row.person)) {
      case nil: Alone()
      case .notInRoom: Alone(whyNot: .notInRoom)
      // Of a patient's own; why nothing can be done at all is said once for everyone.
      default: nil
      }
    return Member(
      person: Person(row), since: Date(milliseconds: row.since), reads: row.reads.map(Audience.init),
      vouched: row.vouched, known: Known(row.checked, row.doubt.map { Doubt($0) }), removable: removing == nil,
      alone: alone)
  }
}

extension Known {
  fileprivate init(_ checked: UInt64?, _ doubt: Doubt?) {
    self.init(checked: checked.map(Date.init(milliseconds:)), doubt: doubt)
  }

  fileprivate init(_ row: InvitationRow) {
    self.init(row.checked, row.different ? .different : row.otherKey ? .otherKey : nil)
  }
}

extension ClinicsWord {
  fileprivate init(_ word: KithCore.ClinicsWord) {
    self =
      switch word {
      case .vouches: .vouches
      case .nothing: .nothing
      case .otherRole: .otherRole
      case .nameless: .nameless
      case .revoked: .revoked
      }
  }
}

extension Likeness {
  fileprivate init(_ at: Resemblance) {
    self =
      switch at {
      case .onTheWay: .waiting
      case .inside: .inside
      case .perhapsTheSame: .perhapsTheSame
      }
  }
}

extension GivenInvitation {
  /// An invitation that still matters; `nil` for others.
  fileprivate init?(_ row: InvitationRow) {
    let waits = row.waitsForClinic.map(Date.init(milliseconds:))
    let expires = Date(milliseconds: row.expires)
    let stage: InvitationStage
    switch row.state {
    case .open: stage = row.expired ? .expired : row.waiting ? .unsent : .open
    case .consented:
      let like = row.resembles.map { Like(id: $0.person, name: $0.name, likeness: Likeness($0.at)) }
      stage = .answered(
        .init(
          name: row.name ?? "", word: ClinicsWord(row.word), like: like, id: row.person ?? "",
          known: Known(row), asOf: waits))
    case .approved:
      guard row.waiting else { return nil }
      stage = .approved(name: row.name ?? "", asOf: waits)
    case .refused: stage = .refused
    case .spoiled: stage = .spoiled
    case .declined, .replaced: return nil
    }
    self.init(
      id: row.id, role: Role(row.role), relationship: row.relationship, expires: expires, stage: stage)
  }
}
