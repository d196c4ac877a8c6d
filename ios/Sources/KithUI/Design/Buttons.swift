import SwiftUI

/// A button that says what it does: large enough for any hand, as wide as it is given.
struct WeightedButtonStyle: ButtonStyle {
  /// What a button is for.
  enum Weight {
    /// The one thing to do on this screen.
    case main
    /// Something else that can be done.
    case other
    /// What cannot be undone.
    case grave
    /// What is seldom wanted and asks again before it does anything: words alone.
    case quiet
  }

  let weight: Weight
  @Environment(\.isEnabled) private var isEnabled

  func makeBody(configuration: Configuration) -> some View {
    configuration.label
      .font(weight == .quiet ? .body : .strong)
      .underline(weight == .quiet)
      .multilineTextAlignment(.center)
      .foregroundStyle(ink)
      .padding(.horizontal, weight == .quiet ? 4 : 20)
      .padding(.vertical, 12)
      .frame(maxWidth: weight == .quiet ? nil : .infinity, minHeight: weight == .quiet ? 44 : 56)
      .background {
        if weight == .main { rounded.fill(isEnabled ? .accent : .sunken) }
      }
      .overlay {
        if weight != .quiet && !(weight == .main && isEnabled) { rounded.strokeBorder(ink, lineWidth: 2) }
      }
      .contentShape(rounded)
      .opacity(configuration.isPressed ? 0.7 : 1)
  }

  private var ink: Tone {
    guard isEnabled else { return .inkSoft }
    return switch weight {
    case .main: .onAccent
    case .other: .accent
    case .grave, .quiet: .alarmInk
    }
  }
}

extension ButtonStyle where Self == WeightedButtonStyle {
  static var main: WeightedButtonStyle { WeightedButtonStyle(weight: .main) }
  static var other: WeightedButtonStyle { WeightedButtonStyle(weight: .other) }
  static var grave: WeightedButtonStyle { WeightedButtonStyle(weight: .grave) }
  static var quiet: WeightedButtonStyle { WeightedButtonStyle(weight: .quiet) }
}

/// The corner that everything has.
@MainActor let rounded = RoundedRectangle(cornerRadius: 14)
