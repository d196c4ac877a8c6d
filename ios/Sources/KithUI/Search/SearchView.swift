import Foundation
import KithKit
import KithStrings
import SwiftUI

/// Searching what is on this device.
public struct SearchView: View {
  private let state: SearchState
  private let on: @MainActor (SearchEvent) -> Void
  @Environment(\.strings) private var strings

  public init(state: SearchState, on: @escaping @MainActor (SearchEvent) -> Void) {
    self.state = state
    self.on = on
  }

  public var body: some View {
    found
      .safeAreaInset(edge: .top, spacing: 0) {
        VStack(spacing: 0) {
          OfflineLine(connection: state.connection)
          SearchFilterRow(state: state, on: on)
        }
      }
      .searchable(
        text: .telling(state.query) { on(.queryChanged($0)) },
        placement: .navigationBarDrawer(displayMode: .always), prompt: strings.searchField
      )
      .autocorrectionDisabled()
      .sheet(isPresented: isAsked) {
        if let question = state.question { SearchQuestionSheet(question: question, state: state, on: on) }
      }
      .navigationTitle(strings.searchTitle)
      .navigationBarTitleDisplayMode(.inline)
  }

  /// Swiping the question away is leaving it.
  private var isAsked: Binding<Bool> {
    .telling(state.question != nil) { if !$0 { on(.cancel) } }
  }

  @ViewBuilder private var found: some View {
    if let hits = state.hits {
      Whole(content: hits, resolve: { on(.resolve($0)) }) { hits in
        if hits.isEmpty && !state.more { nothing } else { list(hits) }
      }
    } else {
      Page { Text(state.filters.here ? strings.searchHintHere : strings.searchHint).foregroundStyle(.inkSoft) }
    }
  }

  /// Where not everything is looked at, there is a way to the rest.
  @ViewBuilder private var nothing: some View {
    if state.filters == SearchFilters() {
      Nothing(title: strings.searchNoneTitle, words: strings.searchNoneBody(query: state.query))
        .announced(strings.searchNoneTitle)
    } else {
      Nothing(
        title: strings.searchNoneTitle,
        words: state.filters.narrow
          ? strings.searchNoneFiltered(query: state.query) : strings.searchNoneBody(query: state.query)
      ) {
        Button(strings.searchClearFilters) { on(.clearFilters) }.buttonStyle(.other)
      }
      .announced(strings.searchNoneTitle)
    }
  }

  private func list(_ hits: [Hit]) -> some View {
    List {
      Section {
        ForEach(hits) { HitRow(hit: $0, on: on) }
      } header: {
        Text(said(hits)).font(.smallStrong).foregroundStyle(.ink)
      }
      if state.more || state.problem != nil { Section { goesOn } }
    }
    .paper()
    .scrollDismissesKeyboard(.interactively)
    .announced(said(hits))
  }

  @ViewBuilder private var goesOn: some View {
    if let problem = state.problem {
      ProblemNote(problem: problem) { on(.resolve($0)) }.bare()
    } else if state.getting {
      ProgressView(strings.stateLoading).bare()
    } else if state.more {
      Button(strings.searchMore) { on(.more) }.buttonStyle(.other).bare()
    }
  }

  /// How many there are.
  private func said(_ hits: [Hit]) -> String {
    state.more ? strings.searchNewest(count: hits.count) : strings.searchFound(count: hits.count)
  }
}

/// A message that was found, with the words around it.
private struct HitRow: View {
  let hit: Hit
  let on: @MainActor (SearchEvent) -> Void
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments

  var body: some View {
    Button {
      on(.open(circleId: hit.circleId, rowId: hit.rowId))
    } label: {
      VStack(alignment: .leading, spacing: 8) {
        Text("\(hit.circleTitle) · \(strings.moment(hit.at, moments))").font(.small).foregroundStyle(.inkSoft)
        neighbour(hit.before)
        PersonLine(person: hit.sender).environment(\.mine, hit.mine)
        if hit.audience == .care {
          SignedLine(sign: .lock, words: strings.audienceCare, ink: .careInk, font: .smallStrong)
        }
        MarkedText(text: hit.body, matches: hit.matches)
        neighbour(hit.after)
      }
      .multilineTextAlignment(.leading)
      .padding(.vertical, 8)
      .contentShape(Rectangle())
    }
    .buttonStyle(.plain)
    .accessibilityElement(children: .combine)
    .accessibilityHint(strings.searchOpen)
    .onPaper()
  }

  @ViewBuilder private func neighbour(_ line: Line?) -> some View {
    if let line {
      Text(strings.inboxLastLine(name: strings.sender(line.sender), text: line.body))
        .font(.small)
        .foregroundStyle(.inkSoft)
        .lineLimit(2)
        .padding(.leading, 12)
    }
  }
}

/// Words with those that were searched in heavy letters, underlined, on another ground.
struct MarkedText: View {
  let text: String
  /// Indices of UTF-16 units.
  let matches: [Range<Int>]
  @Environment(\.self) private var environment

  var body: some View {
    Text(marked)
  }

  var marked: AttributedString {
    var marked = AttributedString(text)
    for match in matches {
      guard let range = text.part(match, in: marked) else { continue }
      marked[range].font = .strong
      marked[range].underlineStyle = Text.LineStyle.single
      marked[range].foregroundColor = Color(Tone.noticeInk.resolve(in: environment))
      marked[range].backgroundColor = Color(Tone.notice.resolve(in: environment))
    }
    return marked
  }
}

extension String {
  /// Where a part of this stands, in UTF-16 units, in `attributed` words of it; `nil` where there is none such.
  func part(_ units: Range<Int>, in attributed: AttributedString) -> Range<AttributedString.Index>? {
    guard let first = utf16.index(utf16.startIndex, offsetBy: units.lowerBound, limitedBy: utf16.endIndex),
      let last = utf16.index(utf16.startIndex, offsetBy: units.upperBound, limitedBy: utf16.endIndex)
    else { return nil }
    return Range(first..<last, in: attributed)
  }
}
