import KithKit
import KithStrings
import SwiftUI

/// Inviting one person: whom, then the code and the link.
public struct InviteView: View {
  private let state: InviteState
  private let on: @MainActor (InviteEvent) -> Void

  public init(state: InviteState, on: @escaping @MainActor (InviteEvent) -> Void) {
    self.state = state
    self.on = on
  }

  public var body: some View {
    switch state {
    case .choosing(let choosing): InviteChoosing(state: choosing, on: on)
    case .made(let made): InviteMade(state: made, on: on)
    }
  }
}

/// The patient says whom.
private struct InviteChoosing: View {
  let state: InviteState.Choosing
  let on: @MainActor (InviteEvent) -> Void
  @Environment(\.strings) private var strings

  private let days = [1, 7, 30]

  var body: some View {
    Page {
      Part(name: strings.inviteWho) {
        ForEach(state.roles, id: \.self) { role in
          Choice(label: strings.role(role, mine: true), help: strings.help(role), isChosen: role == state.role) {
            on(.roleChosen(role))
          }
        }
      }
      Field(
        label: strings.inviteRelationshipField,
        text: .telling(state.relationship) { on(.relationshipChanged($0)) }, hint: strings.inviteRelationshipHint)
      Part(name: strings.inviteDaysQuestion) {
        ForEach(days, id: \.self) { days in
          Choice(label: strings.inviteDays(count: days), isChosen: days == state.days) { on(.daysChosen(days)) }
        }
      }
      if let problem = state.problem { ProblemNote(problem: problem) { on(.resolve($0)) } }
    }
    .safeAreaInset(edge: .bottom) {
      Foot {
        Button(state.making ? strings.stateWorking : strings.inviteMake) { on(.make) }
          .buttonStyle(.main)
          .disabled(state.role == nil || state.making)
      }
    }
    .navigationTitle(strings.inviteTitle)
  }
}

/// The link is made; it works for one person, once.
private struct InviteMade: View {
  let state: InviteState.Made
  let on: @MainActor (InviteEvent) -> Void
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments

  /// Few messengers let a link of ours be touched, and who touches it may have an app that poses as Kith.
  private var message: String { strings.inviteMessage(button: strings.welcomeLink) + "\n\n" + state.link }

  var body: some View {
    Page(spacing: 16) {
      Text(strings.role(state.role, relationship: state.relationship, mine: true))
        .font(.small)
        .foregroundStyle(.inkSoft)
      Text(strings.inviteMadeBody)
      if state.unsent {
        Card(ground: .notice) {
          SignedLine(sign: .info, words: strings.inviteMadeUnsent, ink: .noticeInk, font: .strong)
        }
      }
      QRCodeView(text: state.link, spoken: strings.inviteCodeSpoken)
        .frame(maxWidth: 320)
        .frame(maxWidth: .infinity)
      Text(strings.inviteMadeUntil(day: moments.day(state.expires))).font(.strong)
      SignedLine(sign: .info, words: strings.inviteMadeNext, font: .body)
      Button(strings.inviteShare, sign: .send) { on(.share(text: message)) }.buttonStyle(.main)
      Button(strings.inviteCopy, sign: .copy) { on(.copy(text: message)) }.buttonStyle(.other)
      if state.copied {
        SignedLine(sign: .check, words: strings.inviteCopied, ink: .accent, font: .strong)
          .announced(strings.inviteCopied)
      }
      Button(strings.inviteDone) { on(.done) }.buttonStyle(.other)
    }
    .navigationTitle(strings.inviteMadeTitle)
    .navigationBarBackButtonHidden()
  }
}
