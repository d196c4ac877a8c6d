import KithStrings
import SwiftUI

extension View {
  /// A step of a screen that is one page of the navigation: its way back leads to the step before.
  func step(_ title: String, back: @escaping @MainActor () -> Void) -> some View {
    modifier(Step(title: title, back: back))
  }
}

private struct Step: ViewModifier {
  let title: String
  let back: @MainActor () -> Void
  @Environment(\.strings) private var strings

  func body(content: Content) -> some View {
    content
      .navigationTitle(title)
      .navigationBarBackButtonHidden()
      .toolbar {
        ToolbarItem(placement: .cancellationAction) { Button(strings.actionBack, action: back) }
      }
  }
}
