import Foundation
import KithCore
import Observation

/// What someone agrees to. Made by ``open(client:link:go:)``, which reads the link. `ConsentHolder` in Kotlin.
@MainActor
@Observable
public final class ConsentModel {
  /// What the screen shows.
  public private(set) var state: ConsentState

  private let client: KithClient
  private let link: String
  private let go: @MainActor (Go) -> Void
  private let asking = Asking()

  private init(client: KithClient, link: String, go: @escaping @MainActor (Go) -> Void, start: ConsentState) {
    self.client = client
    self.link = link
    self.go = go
    state = start
  }

  /// Reads what the link says, and suggests the name that the person goes by already. Throws `KithError` where the
  /// link is no good.
  public static func open(
    client: KithClient, link: String, go: @escaping @MainActor (Go) -> Void
  ) async throws -> ConsentModel {
    let preview = try await client.readLink(link: link)
    return ConsentModel(
      client: client, link: link, go: go, start: ConsentState(invitation: Invitation(preview), name: preview.myName))
  }

  /// What the person did.
  public func onEvent(_ event: ConsentEvent) {
    switch event {
    case .nameChanged(let name):
      state.name = name
      state.problem = nil
    case .agree: agree()
    case .refuse: go(.back)
    case .continue: go(.toInbox)
    case .resolve(let remedy): asking.resolve(remedy, go) { state.problem = nil }
    }
  }

  private func agree() {
    guard state.phase == .deciding else { return }
    state.phase = .sending
    state.problem = nil
    let name = state.name.trimmingCharacters(in: .whitespacesAndNewlines)
    asking.ask({ [weak self] in self?.failed($0) }, again: { [weak self] in self?.agree() }) {
      [client, link, go, weak self] in
      let redeemed = try await client.redeem(link: link, name: name).value()
      try await client.start()
      if redeemed.joining { self?.state.phase = .waitingForPatient } else { go(.toInbox) }
    }
  }

  private func failed(_ problem: Problem) {
    state.phase = .deciding
    state.problem = problem
  }
}

extension Invitation {
  fileprivate init(_ preview: InvitationPreview) {
    let expires = Date(milliseconds: preview.expires)
    if let circle = preview.circle {
      self = .fromPatient(expires: expires, role: Role(circle.role), relationship: circle.relationship)
    } else {
      self = .fromClinic(expires: expires, clinic: preview.clinic)
    }
  }
}
