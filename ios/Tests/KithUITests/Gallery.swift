import KithKit
import KithStrings
import SwiftUI

@testable import KithUI

/// Every screen in every state, as tests look at it.
@MainActor
struct Picture {
  let name: String
  let view: AnyView

  static func all(_ samples: Samples) -> [Picture] {
    of(samples.welcomes) { WelcomeView(state: $0, on: { _ in }) { Color.black } }
      + of(samples.consents) { ConsentView(state: $0, on: { _ in }) }
      + of(samples.locks) { LockView(state: $0, on: { _ in }) }
      + of(samples.inboxes) { InboxView(state: $0, on: { _ in }) }
      + of(samples.chats) { ChatView(state: $0, on: { _ in }) }
      + of(samples.shelves) { ShelfView(state: $0, on: { _ in }) }
      + of(samples.messageDetails) { DetailsView(state: $0, on: { _ in }) }
      + of(samples.peoples) { PeopleView(state: $0, on: { _ in }) }
      + of(samples.numbers) { NumberView(state: $0, on: { _ in }) { Color.black } }
      + of(samples.invites) { InviteView(state: $0, on: { _ in }) }
      + of(samples.searches) { SearchView(state: $0, on: { _ in }) }
      + of(samples.forwards) { ForwardView(state: $0, on: { _ in }) }
      + of(samples.settingsStates) { SettingsView(state: $0, on: { _ in }) }
      + of(samples.licences) { LicencesView(state: $0, on: { _ in }) }
  }

  private static func of<State, Screen: View>(
    _ samples: [Sample<State>], screen: (State) -> Screen
  ) -> [Picture] {
    samples.map { Picture(name: $0.id, view: AnyView(screen($0.state))) }
  }
}

#if os(Linux)
  /// What a screen says, in the samples' language and at their moment.
  @MainActor
  func outline(_ view: some View, _ samples: Samples = .english) -> [StandIn.Element] {
    StandIn.outline(of: view.sampled(samples))
  }

  @MainActor
  extension [StandIn.Element] {
    var words: [String] { map { plainSpaces($0.words) } }

    /// The one that says so.
    func named(_ words: String) -> StandIn.Element? { first { plainSpaces($0.words) == words } }
  }
#endif
