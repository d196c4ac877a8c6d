import Foundation
import KithCore
import Observation

/// Inviting one person, or giving a lost link out anew. `InviteHolder` in Kotlin.
@MainActor
@Observable
public final class InviteModel {
  /// Whom a patient can invite today; a proxy comes with rights of their own.
  public static let roles: [Role] = invited().map { Role($0) }

  /// What the screen shows.
  public private(set) var state = InviteState.choosing(InviteState.Choosing(roles: roles))

  private let client: KithClient
  private let circle: CircleId
  private let go: @MainActor (Go) -> Void
  private let asking = Asking()

  /// Invites to a circle; `again` is the invitation whose link was lost.
  public init(
    client: KithClient, circle: CircleId, again: InvitationId? = nil, go: @escaping @MainActor (Go) -> Void
  ) {
    self.client = client
    self.circle = circle
    self.go = go
    if let again { reissue(again) }
  }

  /// What the person did.
  public func onEvent(_ event: InviteEvent) {
    switch event {
    case .back, .done: go(.back)
    case .roleChosen(let role):
      choosing {
        $0.role = role
        $0.problem = nil
      }
    case .relationshipChanged(let text):
      choosing {
        $0.relationship = text
        $0.problem = nil
      }
    case .daysChosen(let days): choosing { $0.days = days }
    case .make: make()
    case .copy(let text): copy(text)
    case .share(let text): if case .made = state { go(.share(text: text)) }
    case .resolve(let remedy): asking.resolve(remedy, go) { choosing { $0.problem = nil } }
    }
  }

  private func make() {
    guard case .choosing(let choice) = state, let role = choice.role, !choice.making else { return }
    choosing {
      $0.making = true
      $0.problem = nil
    }
    let whom = NewInvitation(
      role: role.core, relationship: choice.relationship.trimmingCharacters(in: .whitespacesAndNewlines),
      validForMs: Self.milliseconds(choice.days))
    asking.ask({ [weak self] in self?.failed($0) }, again: { [weak self] in self?.make() }) {
      [client, circle, weak self] in
      let link = try await client.invite(circle: circle, whom: whom)
      self?.follow(link, try await client.readLink(link: link))
    }
  }

  private func reissue(_ invitation: InvitationId) {
    choosing {
      $0.making = true
      $0.problem = nil
    }
    let valid = Self.milliseconds(InviteState.Choosing(roles: Self.roles).days)
    asking.ask({ [weak self] in self?.failed($0) }, again: { [weak self] in self?.reissue(invitation) }) {
      [client, weak self] in
      let link = try await client.reissue(invitation: invitation, validForMs: valid)
      self?.follow(link, try await client.readLink(link: link))
    }
  }

  /// Says what the link itself says: it is what the other person will read. And, as long as that is so, that the
  /// clinic's computer does not know it yet.
  private func follow(_ link: String, _ said: InvitationPreview) {
    state = .made(
      InviteState.Made(
        link: link, role: said.circle.map { Role($0.role) } ?? .family,
        relationship: said.circle?.relationship ?? "", expires: Date(milliseconds: said.expires)))
    asking.look({ [weak self] in self?.failed($0) }) { [client, circle, weak self] in
      for try await chat in client.chatUpdates(conversation: circle) {
        let waits = try await client.invitations(circle: circle).contains { $0.id == said.invitation && $0.waiting }
        self?.made { $0.unsent = waits && chat.clinic.reach.cannotBeReached }
      }
    }
  }

  private func copy(_ text: String) {
    guard case .made = state else { return }
    go(.copy(text: text))
    made { $0.copied = true }
  }

  private func failed(_ problem: Problem) {
    choosing {
      $0.making = false
      $0.problem = problem
    }
  }

  private func choosing(_ change: (inout InviteState.Choosing) -> Void) {
    guard case .choosing(var choice) = state else { return }
    change(&choice)
    state = .choosing(choice)
  }

  private func made(_ change: (inout InviteState.Made) -> Void) {
    guard case .made(var made) = state else { return }
    change(&made)
    if state != .made(made) { state = .made(made) }
  }

  private static func milliseconds(_ days: Int) -> UInt64 {
    UInt64(max(days, 0)) * 24 * 60 * 60 * 1000
  }
}
