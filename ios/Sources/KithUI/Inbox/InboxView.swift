import KithKit
import KithStrings
import SwiftUI

/// All circles, clinic by clinic.
public struct InboxView: View {
  private let state: InboxState
  private let on: @MainActor (InboxEvent) -> Void
  @Environment(\.strings) private var strings

  public init(state: InboxState, on: @escaping @MainActor (InboxEvent) -> Void) {
    self.state = state
    self.on = on
  }

  public var body: some View {
    Whole(content: state.clinics, resolve: { on(.resolve($0)) }) { clinics in
      if clinics.isEmpty {
        Nothing(title: strings.inboxEmptyTitle, words: strings.inboxEmptyBody) {
          Button(strings.inboxAddFirst, sign: .add) { on(.addInvitation) }.buttonStyle(.main)
        }
      } else {
        list(clinics)
      }
    }
    .safeAreaInset(edge: .top, spacing: 0) { OfflineLine(connection: state.connection) }
    .navigationTitle(strings.inboxTitle)
    .toolbar {
      ToolbarItemGroup(placement: .topBarTrailing) {
        Button(strings.inboxSearch, sign: .search) { on(.openSearch) }
        Button(strings.inboxSettings, sign: .settings) { on(.openSettings) }
      }
    }
  }

  private func list(_ clinics: [ClinicCircles]) -> some View {
    List {
      if let problem = state.problem {
        Section { ProblemNote(problem: problem) { on(.resolve($0)) }.bare() }
      }
      ForEach(clinics) { AtClinic(there: $0, isStarting: state.starting, on: on) }
      Section {
        Button(strings.inboxAdd, sign: .add) { on(.addInvitation) }
          .buttonStyle(.other)
          .bare()
      }
    }
    .paper()
  }
}

/// A clinic, where to call, and the circles that live there.
private struct AtClinic: View {
  let there: ClinicCircles
  /// Whether a circle of one's own is being made.
  let isStarting: Bool
  let on: @MainActor (InboxEvent) -> Void
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments

  var body: some View {
    Section {
      EmergencyButton(number: there.clinic.emergency) { on(.call(number: $0)) }.bare()
      CallTheClinic(number: there.clinic.telephone) { on(.call(number: $0)) }.bare()
      ForEach(there.circles, id: \.asListed) { CircleRow(circle: $0, on: on) }
      if there.mayStart { start }
    } header: {
      VStack(alignment: .leading, spacing: 2) {
        Text(there.clinic.name).font(.heading).foregroundStyle(.ink)
        if there.unreached {
          SignedLine(sign: .noNetwork, words: strings.offlineClinic, ink: .noticeInk, font: .small)
        }
        if let old = there.clinic.oldSince {
          SignedLine(sign: .info, words: strings.inboxOld(day: moments.day(old)), ink: .noticeInk)
        }
        if !there.clinic.hours.isBlank {
          Text(strings.chatHours(hours: there.clinic.hours)).font(.small).foregroundStyle(.inkSoft)
        }
      }
      .accessibilityElement(children: .combine)
      .accessibilityAddTraits(.isHeader)
    }
    .headerProminence(.increased)
  }

  private var start: some View {
    VStack(alignment: .leading, spacing: 12) {
      Text(strings.inboxStartTitle).font(.strong)
      Text(strings.inboxStartBody)
      Button(isStarting ? strings.stateWorking : strings.inboxStart) { on(.startCircle(clinicId: there.clinic.id)) }
        .buttonStyle(.main)
        .disabled(isStarting)
    }
    .padding(.vertical, 8)
    .onPaper()
  }
}

extension CircleItem {
  /// Its own in the list. Someone who was removed can wait to be let in again: the circle stands there twice.
  fileprivate var asListed: String { invitation.map { "invited \($0)" } ?? id }
}
