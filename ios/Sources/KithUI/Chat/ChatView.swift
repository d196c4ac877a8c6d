import KithKit
import KithStrings
import SwiftUI

/// A circle's conversation: what was said, and where one writes.
public struct ChatView: View {
  private let state: ChatState
  private let on: @MainActor (ChatEvent) -> Void
  @Environment(\.strings) private var strings
  @Environment(\.dynamicTypeSize) private var size

  public init(state: ChatState, on: @escaping @MainActor (ChatEvent) -> Void) {
    self.state = state
    self.on = on
  }

  public var body: some View {
    Whole(content: state.timeline, resolve: { on(.resolve($0)) }) { timeline in
      Group { rows(timeline) }
        .sheet(isPresented: isAsked) {
          if let question = state.question {
            ChatQuestionSheet(question: question, state: state, timeline: timeline, on: on)
          }
        }
        .safeAreaInset(edge: .bottom, spacing: 0) { foot(timeline) }
    }
    .safeAreaInset(edge: .top, spacing: 0) { head }
    .environment(\.mine, state.mine)
    .background(.ground)
    .navigationTitle(state.title)
    .navigationBarTitleDisplayMode(.inline)
    .toolbar {
      ToolbarItem(placement: .principal) { title }
      ToolbarItemGroup(placement: .topBarTrailing) {
        Button(strings.chatSearch, sign: .search) { on(.openSearch) }
        Button(strings.peopleTitle, sign: .people) { on(.openPeople) }
      }
    }
  }

  /// Large letters leave room for what the screen is there for.
  private var title: some View {
    VStack(spacing: 0) {
      Text(state.title).font(.strong).foregroundStyle(.ink)
      if state.people > 0 && !size.isAccessibilitySize {
        Text(strings.chatPeople(count: state.people)).font(.small).foregroundStyle(.inkSoft)
      }
    }
    .accessibilityElement(children: .combine)
    .accessibilityAddTraits(.isHeader)
  }

  private var head: some View {
    VStack(spacing: 0) {
      if let clinic = state.clinic { EmergencyBar(number: clinic.emergency) { on(.call(number: $0)) } }
      OfflineLine(connection: state.connection)
      if state.shelved > 0 { shelf }
    }
  }

  /// What is important stands behind it.
  private var shelf: some View {
    Button {
      on(.openShelf)
    } label: {
      SignedLine(sign: .pin, words: strings.chatShelf(count: state.shelved), ink: .accent, font: .smallStrong)
        .padding(.horizontal, 16)
        .frame(minHeight: 48)
        .readable()
        .background(.surface)
        .contentShape(Rectangle())
    }
    .buttonStyle(.plain)
  }

  /// Whether there is nothing to see before the patient has said yes.
  private func waits(_ timeline: Timeline) -> Bool {
    state.standing == .waitingForPatient && timeline.rows.isEmpty
  }

  @ViewBuilder private func rows(_ timeline: Timeline) -> some View {
    if waits(timeline) {
      Nothing(title: strings.chatWaitingForPatientTitle, words: strings.chatWaitingForPatientBody)
    } else if timeline.rows.isEmpty {
      Nothing(title: strings.chatEmptyTitle, words: strings.chatEmptyBody)
    } else {
      TimelineList(timeline: timeline, clinic: state.clinic, on: on)
    }
  }

  /// Swiping the question away is leaving it.
  private var isAsked: Binding<Bool> {
    .telling(state.question != nil) { if !$0 { on(.cancel) } }
  }

  private func foot(_ timeline: Timeline) -> some View {
    VStack(spacing: 0) {
      if let problem = state.problem {
        ProblemNote(problem: problem) { on(.resolve($0)) }.padding(12)
      }
      if !waits(timeline), let standing = strings.standing(state.standing, mine: state.mine) {
        Card(ground: .notice) {
          SignedLine(sign: .info, words: standing.title, ink: .noticeInk, font: .strong)
          Text(standing.body).foregroundStyle(.noticeInk)
        }
        .accessibilityElement(children: .combine)
        .announced(standing.title)
        .padding(12)
      }
      LaterLine(later: state.later, on: on)
      if state.standing.writes {
        ComposerBar(state: state.composer, hours: state.clinic?.hours ?? "", on: on)
      }
    }
    .background(.ground)
  }
}
