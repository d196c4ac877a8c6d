import KithCore
import Observation

/// The list of circles. `InboxHolder` in Kotlin.
@MainActor
@Observable
public final class InboxModel {
  /// What the screen shows.
  public private(set) var state = InboxState(connection: Connection(), clinics: .loading)

  private let client: KithClient
  private let title: @MainActor (String) -> String
  private let go: @MainActor (Go) -> Void
  private let asking = Asking()
  @ObservationIgnored private var names: [AccountId: String] = [:]

  /// Looks at the list. `title` says what the own circle of someone with a name is called, in the language of its
  /// patient.
  public init(
    client: KithClient, title: @escaping @MainActor (String) -> String, go: @escaping @MainActor (Go) -> Void
  ) {
    self.client = client
    self.title = title
    self.go = go
    watch()
  }

  /// What the person did.
  public func onEvent(_ event: InboxEvent) {
    switch event {
    case .open(let circle): go(.toChat(circle: circle))
    case .openPeople(let circle): go(.toPeople(circle: circle))
    case .startCircle(let clinic): start(clinic)
    case .compare(let circle, let patient):
      go(.toNumber(circle: circle, person: patient, name: "", opposite: .patient))
    case .forget(let invitation): forget(invitation)
    case .markUnread(let circle): sets(event) { [client] in try await client.markUnread(conversation: circle) }
    case .setMuted(let circle, let muted):
      sets(event) { [client] in try await client.setMuted(conversation: circle, muted: muted) }
    case .addInvitation: go(.toWelcome)
    case .openSearch: go(.toSearch())
    case .openSettings: go(.toSettings)
    case .call(let number): go(.call(number: number))
    case .resolve(let remedy): resolve(remedy)
    }
  }

  private func watch() {
    asking.look({ [weak self] in self?.failed($0) }) { [client, weak self] in
      for try await inbox in client.inboxUpdates() { self?.show(inbox) }
    }
  }

  private func show(_ inbox: Inbox) {
    names = Dictionary(inbox.clinics.map { ($0.account, $0.myName) }) { first, _ in first }
    let clinics = inbox.clinics.map { ClinicCircles($0, in: inbox) }
    (state.connection, state.clinics) = (Connection(inbox), .ready(clinics))
  }

  private func start(_ clinic: String) {
    guard let account = AccountId(clinic), !state.starting else { return }
    (state.starting, state.problem) = (true, nil)
    let title = title(names[account] ?? "")
    asking.ask({ [weak self] in self?.started($0) }, again: { [weak self] in self?.start(clinic) }) {
      [client, go, weak self] in
      let circle = try await client.createCircle(account: account, title: title)
      self?.started(nil)
      go(.toChat(circle: circle))
    }
  }

  private func forget(_ invitation: String) {
    asking.ask({ [weak self] in self?.state.problem = $0 }, again: { [weak self] in self?.forget(invitation) }) {
      [client] in try await client.forgetJoining(invitation: invitation)
    }
  }

  private func sets(_ event: InboxEvent, _ work: @escaping @MainActor () async throws -> Void) {
    asking.ask({ [weak self] in self?.state.problem = $0 }, again: { [weak self] in self?.onEvent(event) }, work)
  }

  private func started(_ problem: Problem?) {
    (state.starting, state.problem) = (false, problem)
  }

  private func failed(_ problem: Problem) {
    state.clinics = .failed(problem)
  }

  private func resolve(_ remedy: Remedy) {
    if remedy.leavesIt { return asking.resolve(remedy, go) }
    state.problem = nil
    if remedy == .tryAgain { client.tryAgain() }
    // Every way back ends at the list: there it is read anew.
    if remedy == .goBack { watch() }
    asking.resolve(remedy == .goBack ? .understood : remedy, go)
  }
}

extension ClinicCircles {
  fileprivate init(_ clinic: ClinicRow, in inbox: Inbox) {
    let joining = inbox.joining.filter { $0.account == clinic.account }.map {
      CircleItem(
        id: $0.circle, title: "", standing: Standing($0.standing), invitation: $0.invitation, patient: $0.patient)
    }
    let circles = inbox.circles.filter { $0.account == clinic.account }.map { CircleItem($0) }
    self.init(
      clinic: Clinic(clinic), circles: joining + circles, mayStart: clinic.mayStart,
      unreached: inbox.isPartlyReached && clinic.reach.cannotBeReached)
  }
}

extension CircleItem {
  fileprivate init(_ circle: CircleRow) {
    self.init(
      id: circle.conversation, title: circle.title, mine: circle.mine, standing: Standing(circle),
      last: circle.last.map { ChatRow($0) }, unread: Int(circle.unread), waiting: Int(circle.waiting),
      toApprove: Int(circle.toApprove), alarm: circle.alarm, draft: circle.draft?.body ?? "",
      draftAudience: circle.draft.map { Audience($0.audience) } ?? .circle, muted: circle.muted,
      markedUnread: circle.markedUnread)
  }
}
