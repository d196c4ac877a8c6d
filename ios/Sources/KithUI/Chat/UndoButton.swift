import Foundation
import KithKit
import KithStrings
import SwiftUI

/// Takes back what was said just now, for as long as that can be done. Its room stays: nothing moves under a finger.
struct UndoButton: View {
  let rowId: Int64
  let until: Date
  let on: @MainActor (ChatEvent) -> Void
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments
  @State private var isOver = false

  var body: some View {
    let left = until.timeIntervalSince(moments.now)
    if isOver || left >= 0 {
      Button(strings.chatUndo, sign: .undo) { on(.undo(rowId: rowId)) }
        .buttonStyle(.other)
        .frame(maxWidth: 320)
        .opacity(isOver ? 0 : 1)
        .disabled(isOver)
        .accessibilityHidden(isOver)
        .announced(isOver ? nil : strings.chatUndoHint)
        .task(id: until) {
          // Called off with the view.
          guard (try? await Task.sleep(for: .seconds(max(0, left)))) != nil else { return }
          isOver = true
        }
    }
  }
}
