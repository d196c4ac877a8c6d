import KithStrings
import SwiftUI

/// What stands over everything while the app is not active, so that the switcher's picture shows no word of anyone.
public struct CoverView: View {
  @Environment(\.strings) private var strings

  public init() {}

  public var body: some View {
    VStack(spacing: 16) {
      SignView(sign: .lock).font(.largeTitle)
      Text(strings.appName).font(.heading)
    }
    .foregroundStyle(.accent)
    .frame(maxWidth: .infinity, maxHeight: .infinity)
    .background(.ground)
    .ignoresSafeArea()
  }
}

private struct CoveredWhenInactive: ViewModifier {
  @Environment(\.scenePhase) private var phase

  func body(content: Content) -> some View {
    content
      .accessibilityHidden(phase != .active)
      .overlay { if phase != .active { CoverView() } }
  }
}

extension View {
  /// Covers this while the app is not active. A sheet stands above what it was opened from, and needs its own.
  public func coveredWhenInactive() -> some View { modifier(CoveredWhenInactive()) }
}
