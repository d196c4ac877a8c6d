import Foundation
import KithKit
import KithStrings
import SwiftUI

/// What else a message has to be, in a row that scrolls on where it is wider than the screen.
struct SearchFilterRow: View {
  let state: SearchState
  let on: @MainActor (SearchEvent) -> Void
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments

  private var filters: SearchFilters { state.filters }

  var body: some View {
    ScrollView(.horizontal, showsIndicators: false) {
      HStack(spacing: 8) {
        if state.here != nil {
          Chip(words: strings.searchHere, isChosen: filters.here) { on(.placeChosen(here: true)) }
          Chip(words: strings.searchEverywhere, isChosen: !filters.here) { on(.placeChosen(here: false)) }
        }
        if !state.people.isEmpty || filters.person != nil {
          asking(.who, filters.person?.name ?? strings.searchAnyone, filters.person != nil, strings.searchWho)
        }
        asking(.when, strings.span(filters.span, moments), filters.span != .anyTime, strings.searchWhen)
        if filters.here && state.audiences.count > 1 {
          asking(
            .toWhom, filters.audience.map(strings.audience) ?? strings.searchAnyAudience, filters.audience != nil,
            strings.searchWhom)
        }
        if filters.narrow {
          Chip(words: strings.searchClearFilters, sign: .cross) { on(.clearFilters) }
        }
      }
      .padding(.horizontal, 16)
      .padding(.vertical, 6)
    }
    .background(.ground)
  }

  private func asking(_ question: SearchQuestion, _ words: String, _ isChosen: Bool, _ hint: String) -> some View {
    Chip(words: words, sign: .down, isChosen: isChosen) { on(.ask(question)) }.accessibilityHint(hint)
  }
}

/// Something small that is chosen, or leads to a choice: chosen is told by a thick edge and heavy letters.
private struct Chip: View {
  let words: String
  var sign: Sign?
  var isChosen = false
  let press: @MainActor () -> Void

  var body: some View {
    Button(action: press) {
      HStack(spacing: 6) {
        if isChosen { SignView(sign: .check) }
        Text(words)
        if let sign { SignView(sign: sign) }
      }
      .font(isChosen ? .smallStrong : .small)
      .foregroundStyle(.ink)
      .padding(.horizontal, 14)
      .frame(minHeight: 48)
      .background(isChosen ? .mine : .surface, in: rounded)
      .overlay { rounded.strokeBorder(isChosen ? .accent : .edge, lineWidth: isChosen ? 3 : 1) }
      .contentShape(rounded)
    }
    .buttonStyle(.plain)
    .accessibilityAddTraits(isChosen ? .isSelected : [])
  }
}

/// What a message has to be, one choice at a time.
struct SearchQuestionSheet: View {
  let question: SearchQuestion
  let state: SearchState
  let on: @MainActor (SearchEvent) -> Void
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments

  private var filters: SearchFilters { state.filters }

  var body: some View {
    Page(spacing: 16) {
      switch question {
      case .who: who
      case .when: when
      case .day(let at):
        DayChoice(title: strings.chatDayTitle, offered: at, days: .past) { from, until in
          on(.spanChosen(.day(from: from, until: until)))
        } cancel: {
          on(.cancel)
        }
      case .toWhom: whom
      }
    }
    .environment(\.mine, state.mine)
    .presentationDetents([.medium, .large])
    .coveredWhenInactive()
  }

  private func title(_ words: String) -> some View { Text(words).heading().padding(.top, 24) }

  private var close: some View { Button(strings.actionCancel) { on(.cancel) }.buttonStyle(.other) }

  @ViewBuilder private var who: some View {
    title(strings.searchWho)
    Choice(label: strings.searchAnyone, isChosen: filters.person == nil) { on(.personChosen(personId: nil)) }
    ForEach(state.people) { person in
      Choice(
        label: strings.name(person), help: strings.role(person, mine: state.mine),
        isChosen: person.id == filters.person?.id
      ) { on(.personChosen(personId: person.id)) }
    }
    close
  }

  @ViewBuilder private var when: some View {
    title(strings.searchWhen)
    ForEach([SearchSpan.anyTime, .lastWeek, .lastMonth], id: \.self) { span in
      Choice(label: strings.span(span, moments), isChosen: filters.span == span) { on(.spanChosen(span)) }
    }
    Choice(label: strings.searchOneDay, isChosen: day != nil) { on(.ask(.day(at: day ?? moments.now))) }
    close
  }

  /// The day that was chosen.
  private var day: Date? {
    if case .day(let from, _) = filters.span { from } else { nil }
  }

  @ViewBuilder private var whom: some View {
    title(strings.searchWhom)
    Choice(label: strings.searchAnyAudience, isChosen: filters.audience == nil) { on(.audienceChosen(nil)) }
    ForEach(state.audiences, id: \.self) { audience in
      Choice(label: strings.audience(audience), isChosen: audience == filters.audience) {
        on(.audienceChosen(audience))
      }
    }
    close
  }
}

extension SearchFilters {
  /// Whether anything but the place was chosen.
  var narrow: Bool { person != nil || span != .anyTime || audience != nil }
}
