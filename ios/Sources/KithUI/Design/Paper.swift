import SwiftUI

extension View {
  /// A list on warm paper.
  func paper() -> some View {
    listStyle(.insetGrouped).scrollContentBackground(.hidden).background(.ground)
  }

  /// A row on lighter paper.
  func onPaper(_ ground: Tone = .surface) -> some View {
    foregroundStyle(.ink).listRowBackground(Rectangle().fill(ground)).listRowSeparator(.hidden)
  }

  /// A row that has its own ground, as a button.
  func bare() -> some View {
    listRowBackground(Color.clear).listRowInsets(EdgeInsets()).listRowSeparator(.hidden)
  }
}
