import KithKit
import KithStrings
import SwiftUI

/// What one agrees to, in plain words, and the two answers.
public struct ConsentView: View {
  private let state: ConsentState
  private let on: @MainActor (ConsentEvent) -> Void
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments

  public init(state: ConsentState, on: @escaping @MainActor (ConsentEvent) -> Void) {
    self.state = state
    self.on = on
  }

  public var body: some View {
    if state.phase == .waitingForPatient { waiting } else { deciding }
  }

  private var sending: Bool { state.phase == .sending }

  private var deciding: some View {
    Page(spacing: 16) {
      VStack(alignment: .leading, spacing: 4) {
        Text(strings.inviter(state.invitation)).font(.strong)
        Text(strings.consentGoodUntil(day: moments.day(state.invitation.expires)))
          .font(.small)
          .foregroundStyle(.inkSoft)
      }
      ConsentPoints(invitation: state.invitation)
      name
      answers
    }
    .navigationTitle(strings.consentTitle)
  }

  @ViewBuilder private var name: some View {
    let unfit = state.problem.flatMap { [.nameUnfit, .nameTooLong, .nameSigns].contains($0) ? $0 : nil }
    Field(
      label: strings.consentNameField, text: .telling(state.name) { on(.nameChanged($0)) },
      fault: unfit.map(strings.sentence), kind: .name, submit: { if !sending { on(.agree) } })
    if let problem = state.problem, unfit == nil {
      ProblemNote(problem: problem) { on(.resolve($0)) }
    }
  }

  @ViewBuilder private var answers: some View {
    Button(sending ? strings.consentSending : strings.consentAgree) { on(.agree) }
      .buttonStyle(.main)
      .disabled(state.name.isBlank || sending)
      .padding(.top, 8)
    Button(strings.consentRefuse) { on(.refuse) }
      .buttonStyle(.other)
      .disabled(sending)
  }

  private var waiting: some View {
    Middle {
      SignView(sign: .clock).font(.largeTitle).foregroundStyle(.accent)
      Text(strings.consentWaitingTitle).heading(.title.bold()).multilineTextAlignment(.center)
      Text(strings.consentWaitingBody(name: state.name)).multilineTextAlignment(.center)
      Button(strings.consentWaitingGo) { on(.continue) }.buttonStyle(.main)
    }
    .navigationBarBackButtonHidden()
    .announced(strings.consentWaitingTitle)
  }
}

/// What it means to join.
private struct ConsentPoints: View {
  let invitation: Invitation
  @Environment(\.strings) private var strings

  var body: some View {
    Card {
      point(.people, strings.consentReadTitle, strings.consentReadBody)
      if isForFamily { point(.lock, strings.consentFamilyTitle, strings.consentFamilyBody) }
      point(.person, strings.consentDecideTitle, strings.consentDecideBody)
      point(.globe, strings.consentRelayTitle, strings.consentRelayBody)
      point(.clock, strings.consentKeepTitle, strings.consentKeepBody)
      SignedLine(sign: .phone, words: strings.emergencyBare, font: .strong)
    }
  }

  private var isForFamily: Bool {
    guard case .fromPatient(_, let role, _) = invitation else { return false }
    return role == .family || role == .proxy
  }

  private func point(_ sign: Sign, _ title: String, _ words: String) -> some View {
    HStack(alignment: .firstTextBaseline, spacing: 14) {
      SignView(sign: sign).foregroundStyle(.accent)
      VStack(alignment: .leading, spacing: 2) {
        Text(title).font(.strong)
        Text(words)
      }
      .frame(maxWidth: .infinity, alignment: .leading)
    }
    .accessibilityElement(children: .combine)
  }
}
