import KithKit
import KithStrings
import SwiftUI

/// What is important in a conversation; a touch leads to where it was said.
public struct ShelfView: View {
  private let state: ShelfState
  private let on: @MainActor (ShelfEvent) -> Void
  @Environment(\.strings) private var strings

  public init(state: ShelfState, on: @escaping @MainActor (ShelfEvent) -> Void) {
    self.state = state
    self.on = on
  }

  public var body: some View {
    Whole(content: state.shelf, resolve: { on(.resolve($0)) }) { shelf in
      if shelf.isEmpty && state.problem == nil {
        Nothing(title: strings.shelfEmptyTitle, words: strings.shelfEmptyBody)
      } else {
        List {
          if let problem = state.problem {
            Section { ProblemNote(problem: problem) { on(.resolve($0)) }.bare() }
          }
          Section { ForEach(shelf) { ShelfRow(item: $0, on: on) } }
        }
        .paper()
      }
    }
    .safeAreaInset(edge: .top, spacing: 0) { OfflineLine(connection: state.connection) }
    .environment(\.mine, state.mine)
    .navigationTitle(strings.chatPinned)
    .navigationBarTitleDisplayMode(.inline)
  }
}

/// A message on the shelf, who wrote it and who marked it.
private struct ShelfRow: View {
  let item: ShelfItem
  let on: @MainActor (ShelfEvent) -> Void
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments

  private var message: ChatRow.Message { item.message }

  var body: some View {
    VStack(alignment: .leading, spacing: 12) {
      Button {
        on(.open(rowId: message.id))
      } label: {
        words.contentShape(Rectangle())
      }
      .buttonStyle(.plain)
      .accessibilityElement(children: .combine)
      .accessibilityHint(strings.searchOpen)
      if message.may.contains(.pin) {
        Button(strings.chatUnpin, sign: .unpin) { on(.unpin(rowId: message.id)) }.buttonStyle(.other)
      }
    }
    .padding(.vertical, 8)
    .onPaper()
  }

  private var words: some View {
    VStack(alignment: .leading, spacing: 8) {
      PersonLine(person: message.sender)
      if message.audience == .care {
        SignedLine(sign: .lock, words: strings.audienceCare, ink: .careInk, font: .smallStrong)
      }
      LiveText(message: message).foregroundStyle(.ink)
      Text(strings.moment(message.at, moments)).font(.small).foregroundStyle(.inkSoft)
      if !item.by.isEmpty {
        SignedLine(sign: .pin, words: strings.shelfBy(names: strings.names(item.by)), ink: .inkSoft)
      }
      if item.changed { SignedLine(sign: .alert, words: strings.shelfChanged, ink: .noticeInk) }
    }
    .multilineTextAlignment(.leading)
    .frame(maxWidth: .infinity, alignment: .leading)
  }
}
