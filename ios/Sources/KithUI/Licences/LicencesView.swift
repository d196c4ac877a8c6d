import KithKit
import KithStrings
import SwiftUI

/// Whose work is in Kith: a list, and the licence of the one that is touched.
public struct LicencesView: View {
  private let state: LicencesState
  private let on: @MainActor (LicencesEvent) -> Void
  @Environment(\.strings) private var strings

  public init(state: LicencesState, on: @escaping @MainActor (LicencesEvent) -> Void) {
    self.state = state
    self.on = on
  }

  public var body: some View {
    Whole(content: state.works, resolve: { on(.resolve($0)) }) { works in
      List {
        Text(strings.licencesLead).onPaper(.ground)
        ForEach(works) { work in
          Button {
            on(.open(id: work.id))
          } label: {
            WorkLine(work: work)
          }
          .buttonStyle(.plain)
          .onPaper()
        }
      }
      .paper()
    }
    .navigationTitle(strings.settingsLicences)
    .navigationBarTitleDisplayMode(.inline)
    .sheet(isPresented: isOpen) {
      if let open = state.open { LicenceSheet(open: open, on: on) }
    }
  }

  private var isOpen: Binding<Bool> {
    .telling(state.open != nil) { if !$0 { on(.back) } }
  }
}

/// A work and the name of its licence: always from left to right.
private struct WorkLine: View {
  let work: Work

  var body: some View {
    VStack(alignment: .leading, spacing: 2) {
      Text(leftToRight(work.version.isEmpty ? work.name : "\(work.name) \(work.version)")).font(.strong)
      Text(leftToRight(work.licence)).font(.small).foregroundStyle(.inkSoft)
    }
    .frame(maxWidth: .infinity, minHeight: 44, alignment: .leading)
    .contentShape(Rectangle())
    .accessibilityElement(children: .combine)
  }
}

/// A licence's words, in its paragraphs, so that a long one is laid out as far as it is seen.
private struct LicenceSheet: View {
  let open: OpenLicence
  let on: @MainActor (LicencesEvent) -> Void
  @Environment(\.strings) private var strings

  var body: some View {
    NavigationStack {
      Whole(content: open.text, resolve: { on(.resolve($0)) }) { text in
        let paragraphs = text.components(separatedBy: "\n\n")
        ScrollView {
          LazyVStack(alignment: .leading, spacing: 12) {
            ForEach(paragraphs.indices, id: \.self) { Text(paragraphs[$0]).font(.small).foregroundStyle(.ink) }
          }
          .padding(24)
          .readable()
        }
        .background(.ground)
      }
      .navigationTitle(leftToRight(open.work.name))
      .navigationBarTitleDisplayMode(.inline)
      .toolbar {
        ToolbarItem(placement: .cancellationAction) { Button(strings.actionClose) { on(.back) } }
      }
    }
    .coveredWhenInactive()
  }
}
