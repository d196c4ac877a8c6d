import SwiftUI

/// The sizes of text: few, all of them the platform's, so that they grow with the person's own setting; none smaller
/// than a callout, which is 16 points where nothing was set.
extension Font {
  static var heading: Font { .title3.bold() }
  static var strong: Font { .headline }
  static var small: Font { .callout }
  static var smallStrong: Font { .callout.bold() }
}

extension View {
  /// A name for what follows: VoiceOver goes from one to the next.
  func heading(_ font: Font = .heading) -> some View {
    self.font(font).accessibilityAddTraits(.isHeader)
  }

  /// Nobody reads well what is wider.
  func readable(_ width: CGFloat = 640) -> some View {
    frame(maxWidth: width).frame(maxWidth: .infinity)
  }
}

/// Side by side; one under the other with the large letters of the accessibility settings.
struct Beside<Content: View>: View {
  var alignment = VerticalAlignment.top
  var spacing: CGFloat = 12
  @ViewBuilder let content: () -> Content
  @Environment(\.dynamicTypeSize) private var size

  var body: some View {
    if size.isAccessibilitySize {
      VStack(alignment: .leading, spacing: spacing, content: content)
    } else {
      HStack(alignment: alignment, spacing: spacing, content: content)
    }
  }
}
