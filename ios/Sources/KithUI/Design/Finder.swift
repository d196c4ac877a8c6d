import KithKit
import KithStrings
import SwiftUI

/// What the camera sees, in a frame.
struct Finder<CameraView: View>: View {
  @ViewBuilder let camera: () -> CameraView
  @Environment(\.strings) private var strings

  var body: some View {
    camera()
      .frame(maxWidth: .infinity)
      .aspectRatio(1, contentMode: .fit)
      .background(.sunken)
      .clipShape(rounded)
      .overlay { rounded.strokeBorder(.accent, lineWidth: 4) }
      .accessibilityElement(children: .ignore)
      .accessibilityLabel(strings.welcomeCameraSpoken)
  }
}

extension Strings {
  /// What to do with a camera, or without one.
  func finderHelp(_ camera: Camera) -> String {
    switch camera {
    case .ready: welcomeScanHelp
    case .notAllowed: welcomeCameraNotAllowed
    case .none: welcomeCameraNone
    }
  }
}
