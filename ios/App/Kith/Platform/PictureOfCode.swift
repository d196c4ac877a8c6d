import CoreImage
import KithApp
import PhotosUI
import SwiftUI

extension View {
  /// Lets the person pick a picture of a code when the app wants one. Kith sees that picture alone, no other.
  func pickingPicturesOfCodes(_ app: AppModel) -> some View { modifier(PickingPictures(app: app)) }
}

private struct PickingPictures: ViewModifier {
  @Bindable var app: AppModel
  @State private var picked: PhotosPickerItem?

  func body(content: Content) -> some View {
    content
      .photosPicker(isPresented: $app.picksPicture, selection: $picked, matching: .images)
      .task(id: picked) {
        guard let data = try? await picked?.loadTransferable(type: Data.self) else { return }
        picked = nil
        // What is no code is read too: the screen says that it is no invitation.
        app.read(code(in: data) ?? "")
      }
  }

  private func code(in picture: Data) -> String? {
    let options = [CIDetectorAccuracy: CIDetectorAccuracyHigh]
    let detector = CIDetector(ofType: CIDetectorTypeQRCode, context: nil, options: options)
    let found = CIImage(data: picture).flatMap { detector?.features(in: $0) } ?? []
    return found.lazy.compactMap { ($0 as? CIQRCodeFeature)?.messageString }.first
  }
}
