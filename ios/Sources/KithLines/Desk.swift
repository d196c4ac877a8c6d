import Foundation
import KithCore
import KithKit
import KithStrings
import Observation

/// One person's Kith: the list of circles, and what is open beside it.
@MainActor
@Observable
final class Desk {
  /// What is open.
  enum View {
    case welcome(WelcomeModel)
    case consent(ConsentModel)
    case chat(ChatModel)
    case people(PeopleModel)
    case invite(InviteModel)
    case search(SearchModel)
    case details(DetailsModel)
    case forward(ForwardModel)
    case settings(SettingsModel)
  }

  /// What is open; `nil` where it is the list alone.
  private(set) var view: View?
  /// How often something was opened: tells a screen from the one before.
  private(set) var visits = 0
  /// What the person's own circle is called; `nil` for the usual.
  @ObservationIgnored var title: String?

  let strings: Strings
  private let client: KithClient
  @ObservationIgnored private var places: [View] = []

  /// The list of circles.
  @ObservationIgnored private(set) lazy var inbox = InboxModel(
    client: client, title: { [weak self] name in self?.title ?? name }, go: { [weak self] in self?.go($0) })

  init(client: KithClient, strings: Strings) {
    self.client = client
    self.strings = strings
  }

  /// Goes somewhere.
  func go(_ way: Go) {
    let go: @MainActor (Go) -> Void = { [weak self] in self?.go($0) }
    switch way {
    case .back:
      places.removeLast()
      view = places.last
    case .toInbox: leaveAll()
    case .toWelcome:
      show(.welcome(WelcomeModel(client: client, language: .english, camera: { .none }, go: go)))
    case .toConsent(let link): consent(link)
    case .toChat(let circle, let row):
      leaveAll()
      show(.chat(ChatModel(client: client, circle: circle, target: row, go: go)))
    case .toPeople(let circle): show(.people(PeopleModel(client: client, circle: circle, go: go)))
    case .toInvite(let circle): show(.invite(InviteModel(client: client, circle: circle, go: go)))
    case .toReissue(let circle, let invitation):
      show(.invite(InviteModel(client: client, circle: circle, again: invitation, go: go)))
    case .toSearch(let circle): show(.search(SearchModel(client: client, circle: circle, go: go)))
    case .toForward(let row): show(.forward(ForwardModel(client: client, rowId: row, go: go)))
    case .toDetails(let row): show(.details(DetailsModel(client: client, rowId: row, go: go)))
    case .toSettings:
      show(.settings(SettingsModel(client: client, spoken: .english, version: "0.1.0", go: go)))
    default: break
    }
  }

  /// Back to the list.
  func leaveAll() {
    places = []
    view = nil
  }

  private func consent(_ link: String) {
    Task {
      // Whoever sent us here has read the link before, and says what is wrong with it.
      let model = try? await ConsentModel.open(client: client, link: link) { [weak self] in self?.go($0) }
      if let model { show(.consent(model)) }
    }
  }

  private func show(_ view: View) {
    places.append(view)
    self.view = view
    visits += 1
  }
}
