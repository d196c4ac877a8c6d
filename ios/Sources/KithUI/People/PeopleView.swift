import KithKit
import KithStrings
import SwiftUI

/// Who is in the circle, who waits, who was asked.
public struct PeopleView: View {
  private let state: PeopleState
  private let on: @MainActor (PeopleEvent) -> Void
  @Environment(\.strings) private var strings

  public init(state: PeopleState, on: @escaping @MainActor (PeopleEvent) -> Void) {
    self.state = state
    self.on = on
  }

  public var body: some View {
    Whole(content: state.circle, resolve: { on(.resolve($0)) }) { circle in
      List {
        if let problem = state.problem {
          Section { ProblemNote(problem: problem) { on(.resolve($0)) }.bare() }
        }
        waiting(circle)
        here(circle)
        invited(circle)
        if circle.whyNot == nil { anew }
      }
      .paper()
    }
    .safeAreaInset(edge: .top, spacing: 0) { OfflineLine(connection: state.connection) }
    .environment(\.mine, state.circle.value?.mine == true)
    .navigationTitle(strings.peopleTitle)
    .sheet(isPresented: isAsked) {
      if let question = state.question {
        QuestionSheet(question: question, working: state.working, on: on)
      }
    }
  }

  /// Swiping the question away is a no.
  private var isAsked: Binding<Bool> {
    .telling(state.question != nil) { if !$0 { on(.cancel) } }
  }

  @ViewBuilder private func waiting(_ circle: CirclePeople) -> some View {
    let answered = circle.invitations.filter(\.isAnswered)
    if !answered.isEmpty {
      Section {
        ForEach(answered) { AnsweredRow(invitation: $0, telephone: state.telephone, on: on) }
      } header: {
        Text(strings.peoplePendingTitle).font(.heading).foregroundStyle(.ink)
      }
      .headerProminence(.increased)
    }
  }

  private func here(_ circle: CirclePeople) -> some View {
    Section {
      if circle.members.count <= 1 {
        VStack(alignment: .leading, spacing: 4) {
          Text(strings.peopleAloneTitle).font(.strong)
          Text(strings.peopleAloneBody)
        }
        .padding(.vertical, 8)
        .onPaper()
      }
      ForEach(circle.members) { MemberRow(member: $0, on: on) }
      if let why = circle.whyNot {
        SignedLine(sign: .info, words: strings.whyNot(why)).onPaper(.ground)
      } else {
        Button(strings.peopleInvite, sign: .add) { on(.invite) }.buttonStyle(.main).bare()
      }
    } header: {
      Text(state.title).font(.small).foregroundStyle(.inkSoft)
    }
  }

  /// Where the circle does not work any more, or is not to be trusted.
  private var anew: some View {
    Section {
      VStack(alignment: .leading, spacing: 12) {
        Text(strings.peopleAnewBody)
        Button(strings.peopleAnew) { on(.ask(.startAnew)) }.buttonStyle(.quiet)
      }
      .padding(.vertical, 8)
      .onPaper(.ground)
    } header: {
      Text(strings.peopleAnewTitle).font(.heading).foregroundStyle(.ink)
    }
    .headerProminence(.increased)
  }

  @ViewBuilder private func invited(_ circle: CirclePeople) -> some View {
    let others = circle.invitations.filter { !$0.isAnswered }
    if !others.isEmpty {
      Section {
        ForEach(others) { InvitedRow(invitation: $0, on: on) }
      } header: {
        Text(strings.peopleInvitedTitle).font(.heading).foregroundStyle(.ink)
      }
      .headerProminence(.increased)
    }
  }
}

extension GivenInvitation {
  /// Whether someone waits for the patient's yes.
  fileprivate var isAnswered: Bool {
    if case .answered = stage { true } else { false }
  }
}
