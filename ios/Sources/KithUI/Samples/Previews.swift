#if DEBUG
  import KithKit
  import SwiftUI

  /// One preview for each state.
  @MainActor
  private func each<State, Screen: View>(
    _ samples: [Sample<State>], @ViewBuilder screen: @escaping @MainActor (State) -> Screen
  ) -> some View {
    ForEach(samples) { sample in
      NavigationStack { screen(sample.state) }
        .sampled()
        .previewDisplayName(sample.id)
    }
  }

  struct WelcomePreviews: PreviewProvider {
    static var previews: some View {
      each(Samples.english.welcomes) { WelcomeView(state: $0, on: { _ in }) { Color.black } }
    }
  }

  struct ConsentPreviews: PreviewProvider {
    static var previews: some View { each(Samples.english.consents) { ConsentView(state: $0, on: { _ in }) } }
  }

  struct LockPreviews: PreviewProvider {
    static var previews: some View { each(Samples.english.locks) { LockView(state: $0, on: { _ in }) } }
  }

  struct InboxPreviews: PreviewProvider {
    static var previews: some View { each(Samples.english.inboxes) { InboxView(state: $0, on: { _ in }) } }
  }

  struct ChatPreviews: PreviewProvider {
    static var previews: some View { each(Samples.english.chats) { ChatView(state: $0, on: { _ in }) } }
  }

  struct ShelfPreviews: PreviewProvider {
    static var previews: some View { each(Samples.english.shelves) { ShelfView(state: $0, on: { _ in }) } }
  }

  struct DetailsPreviews: PreviewProvider {
    static var previews: some View {
      each(Samples.english.messageDetails) { DetailsView(state: $0, on: { _ in }) }
    }
  }

  struct PeoplePreviews: PreviewProvider {
    static var previews: some View { each(Samples.english.peoples) { PeopleView(state: $0, on: { _ in }) } }
  }

  struct NumberPreviews: PreviewProvider {
    static var previews: some View {
      each(Samples.english.numbers) { NumberView(state: $0, on: { _ in }) { Color.black } }
    }
  }

  struct InvitePreviews: PreviewProvider {
    static var previews: some View { each(Samples.english.invites) { InviteView(state: $0, on: { _ in }) } }
  }

  struct SearchPreviews: PreviewProvider {
    static var previews: some View { each(Samples.english.searches) { SearchView(state: $0, on: { _ in }) } }
  }

  struct ForwardPreviews: PreviewProvider {
    static var previews: some View { each(Samples.english.forwards) { ForwardView(state: $0, on: { _ in }) } }
  }

  struct SettingsPreviews: PreviewProvider {
    static var previews: some View {
      each(Samples.english.settingsStates) { SettingsView(state: $0, on: { _ in }) }
    }
  }

  struct LicencesPreviews: PreviewProvider {
    static var previews: some View { each(Samples.english.licences) { LicencesView(state: $0, on: { _ in }) } }
  }

  /// The main states as others see them: in Arabic, in Spanish, at night, with the largest letters.
  struct LookPreviews: PreviewProvider {
    static var previews: some View {
      looks(Samples(language: .arabic)).previewDisplayName("Arabic")
      looks(Samples(language: .spanish)).previewDisplayName("Spanish")
      looks(.english).preferredColorScheme(.dark).previewDisplayName("Dark")
      looks(.english).dynamicTypeSize(.accessibility5).previewDisplayName("Large")
    }

    @ViewBuilder
    private static func looks(_ samples: Samples) -> some View {
      Group {
        NavigationStack { InboxView(state: samples.inbox(), on: { _ in }) }
        NavigationStack { ChatView(state: samples.chat(unreadFrom: 8), on: { _ in }) }
        NavigationStack { PeopleView(state: samples.people, on: { _ in }) }
        NavigationStack { ConsentView(state: samples.consent, on: { _ in }) }
      }
      .sampled(samples)
    }
  }
#endif
