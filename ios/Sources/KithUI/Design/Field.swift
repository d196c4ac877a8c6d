import KithStrings
import SwiftUI

/// A field under its label, with what is wrong with it under it.
struct Field: View {
  let label: String
  @Binding var text: String
  var hint = ""
  var fault: String?
  var kind = Kind.words
  var submit: @MainActor () -> Void = {}

  /// What is written in a field.
  enum Kind { case words, name, link }

  var body: some View {
    VStack(alignment: .leading, spacing: 8) {
      // The field itself says its label.
      Text(label).font(.strong).accessibilityHidden(true)
      TextField(label, text: $text, prompt: hint.isEmpty ? nil : Text(hint).foregroundStyle(.inkSoft), axis: .vertical)
        .lineLimit(1...4)
        .submitLabel(.done)
        .onSubmit(submit)
        .written(kind)
        .entry(edge: fault == nil ? .edge : .alarmInk)
        .accessibilityHint(fault ?? "")
      if let fault { SignedLine(sign: .alert, words: fault, ink: .alarmInk).announced(fault) }
    }
  }
}

extension View {
  /// The look of what can be written into.
  func entry(edge: Tone = .edge) -> some View {
    font(.body)
      .foregroundStyle(.ink)
      .padding(.horizontal, 16)
      .padding(.vertical, 12)
      .frame(minHeight: 56)
      .background(.surface, in: rounded)
      .overlay { rounded.strokeBorder(edge, lineWidth: 2) }
  }

  /// The keyboard for what is written.
  func written(_ kind: Field.Kind) -> some View {
    #if canImport(UIKit)
      return autocorrectionDisabled(kind != .words)
        .textInputAutocapitalization(kind == .link ? .never : kind == .name ? .words : .sentences)
        .keyboardType(kind == .link ? .URL : .default)
        .textContentType(kind == .link ? .URL : kind == .name ? .name : nil)
    #else
      return autocorrectionDisabled(kind != .words)
    #endif
  }
}
