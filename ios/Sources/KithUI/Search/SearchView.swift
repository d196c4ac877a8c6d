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
      .safeAreaInset(edge: .top, spacing: 0) { OfflineLine(connection: state.connection) }
      .searchable(
        text: .telling(state.query) { on(.queryChanged($0)) },
        placement: .navigationBarDrawer(displayMode: .always), prompt: strings.searchField
      )
      .autocorrectionDisabled()
      .navigationTitle(strings.searchTitle)
      .navigationBarTitleDisplayMode(.inline)
  }

  @ViewBuilder private var found: some View {
    if let hits = state.hits {
      Whole(content: hits, resolve: { on(.resolve($0)) }) { hits in
        if hits.isEmpty {
          Nothing(title: strings.searchNoneTitle, words: strings.searchNoneBody(query: state.query))
            .announced(strings.searchNoneTitle)
        } else {
          list(hits)
        }
      }
    } else {
      Page { Text(strings.searchHint).foregroundStyle(.inkSoft) }
    }
  }

  private func list(_ hits: [Hit]) -> some View {
    List {
      Section {
        ForEach(hits) { HitRow(hit: $0, on: on) }
      } header: {
        Text(said(hits)).font(.smallStrong).foregroundStyle(.ink)
      }
    }
    .paper()
    .scrollDismissesKeyboard(.interactively)
    .announced(said(hits))
  }

  /// How many there are.
  private func said(_ hits: [Hit]) -> String {
    state.more ? strings.searchMore : strings.searchFound(count: hits.count)
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
