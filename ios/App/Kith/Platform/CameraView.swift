import AVFoundation
import SwiftUI
import UIKit

/// What the camera sees; `read` is told what a QR code says, once for each code.
struct CameraView: UIViewRepresentable {
  let read: @MainActor (String) -> Void

  func makeCoordinator() -> CodeReader { CodeReader(read) }

  func makeUIView(context: Context) -> Finder {
    let finder = Finder()
    finder.preview?.session = context.coordinator.session
    finder.preview?.videoGravity = .resizeAspectFill
    context.coordinator.start()
    return finder
  }

  func updateUIView(_ finder: Finder, context: Context) {}

  static func dismantleUIView(_ finder: Finder, coordinator: CodeReader) { coordinator.stop() }

  /// A view of the camera's picture.
  final class Finder: UIView {
    override class var layerClass: AnyClass { AVCaptureVideoPreviewLayer.self }
    var preview: AVCaptureVideoPreviewLayer? { layer as? AVCaptureVideoPreviewLayer }
  }
}

/// Reads codes from the camera.
@MainActor
final class CodeReader: NSObject {
  let session = AVCaptureSession()
  private let read: @MainActor (String) -> Void
  private let queue = DispatchQueue(label: "care.kith.camera")
  private var last: String?

  init(_ read: @escaping @MainActor (String) -> Void) {
    self.read = read
    super.init()
    guard let camera = AVCaptureDevice.default(for: .video), let input = try? AVCaptureDeviceInput(device: camera)
    else {
      return
    }
    let codes = AVCaptureMetadataOutput()
    guard session.canAddInput(input), session.canAddOutput(codes) else { return }
    session.addInput(input)
    session.addOutput(codes)
    codes.setMetadataObjectsDelegate(self, queue: .main)
    if codes.availableMetadataObjectTypes.contains(.qr) { codes.metadataObjectTypes = [.qr] }
  }

  // AVFoundation's sessions may be used from any thread; starting one blocks, so it is done away from the main one.
  func start() {
    nonisolated(unsafe) let session = session
    queue.async { session.startRunning() }
  }

  func stop() {
    nonisolated(unsafe) let session = session
    queue.async { session.stopRunning() }
  }

  private func saw(_ text: String) {
    guard text != last else { return }
    last = text
    read(text)
  }
}

extension CodeReader: AVCaptureMetadataOutputObjectsDelegate {
  nonisolated func metadataOutput(
    _ output: AVCaptureMetadataOutput, didOutput objects: [AVMetadataObject], from connection: AVCaptureConnection
  ) {
    let text = objects.lazy.compactMap { ($0 as? AVMetadataMachineReadableCodeObject)?.stringValue }.first
    // Called on the main queue, as it was asked for.
    if let text { MainActor.assumeIsolated { saw(text) } }
  }
}
