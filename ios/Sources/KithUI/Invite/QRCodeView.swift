import SwiftUI

#if canImport(CoreImage)
  import CoreImage
  import CoreImage.CIFilterBuiltins
#endif

/// A text as a QR code: always dark on white, as cameras want it, with its quiet zone.
struct QRCodeView: View {
  let text: String
  /// What VoiceOver says of it.
  let spoken: String

  var body: some View {
    picture
      .frame(maxWidth: .infinity)
      .aspectRatio(1, contentMode: .fit)
      .padding(16)
      .background(Color.white, in: rounded)
      .accessibilityElement(children: .ignore)
      .accessibilityLabel(spoken)
      .accessibilityAddTraits(.isImage)
      .accessibilityIgnoresInvertColors()
      .privacySensitive()
  }

  #if canImport(CoreImage)
    /// It is dear to make, and safe to share.
    private static let context = CIContext()

    @ViewBuilder private var picture: some View {
      if let code { Image(decorative: code, scale: 1).interpolation(.none).resizable() }
    }

    private var code: CGImage? {
      let filter = CIFilter.qrCodeGenerator()
      filter.message = Data(text.utf8)
      filter.correctionLevel = "M"
      return filter.outputImage.flatMap { Self.context.createCGImage($0, from: $0.extent) }
    }
  #else
    private var picture: some View { Color.black }
  #endif
}
