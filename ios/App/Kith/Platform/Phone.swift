import AVFoundation
import KithApp
import KithKit
import UIKit
import UniformTypeIdentifiers

/// This phone.
@MainActor
final class Phone: Device {
  let profiles: Profiles
  /// Called when the camera may be used now.
  var seen: @MainActor () -> Void = {}

  private let network = NetworkWatch()
  private lazy var calendar = CalendarSheet()

  init() {
    guard let kept = AppGroup.profiles else { fatalError("the app group is missing among the entitlements") }
    profiles = kept
  }

  var owner: any DeviceOwner { LocalDeviceOwner() }
  var handover: Handover { AppGroup.handover }

  var camera: Camera {
    guard AVCaptureDevice.default(for: .video) != nil else { return .none }
    return AVCaptureDevice.authorizationStatus(for: .video) == .authorized ? .ready : .notAllowed
  }

  var version: String { Bundle.main.object(forInfoDictionaryKey: "CFBundleShortVersionString") as? String ?? "" }

  var works: any WorksSource {
    WrittenWorks(Bundle.main.bundleURL.appendingPathComponent("Licences.json"))
  }

  func session(of profile: Profile, locked: @escaping @MainActor () -> Void) throws -> Session {
    Session(
      store: try profiles.store(of: profile), vault: AppGroup.vault(of: profile), time: ApplicationBackgroundTime(),
      begins: { [network] in network.tell($0) }, locked: locked)
  }

  var notices: any Notices { UserNotices() }

  /// iOS shows the question once, and answers the same from then on.
  func askToShowNotices() {
    Task { _ = await UserNotices().mayShow() }
  }

  func go(_ way: Go) {
    switch way {
    case .call(let number): open("tel:" + number.filter { $0.isNumber || $0 == "+" })
    case .copy(let text): copyPrivately(text)
    case .share(let text): share(text)
    case .toCalendar(let date): putInCalendar(date)
    case .askForCamera: askForCamera()
    case .toDeviceSettings: open(UIApplication.openSettingsURLString)
    case .toUpdate: open("itms-apps://apps.apple.com")
    default: break
    }
  }

  private func open(_ link: String) {
    // A tablet that cannot call: the number stands on the screen to be read.
    if let url = URL(string: link) { UIApplication.shared.open(url) }
  }

  /// Stays on this device, and not for long.
  private func copyPrivately(_ text: String) {
    UIPasteboard.general.setItems(
      [[UTType.utf8PlainText.identifier: text]],
      options: [.localOnly: true, .expirationDate: Date.now.addingTimeInterval(120)])
  }

  private func share(_ text: String) {
    guard let top else { return }
    let sheet = UIActivityViewController(activityItems: [text], applicationActivities: nil)
    sheet.popoverPresentationController?.sourceView = top.view
    top.present(sheet, animated: true)
  }

  private func putInCalendar(_ date: String) {
    guard let top, let day = CalendarDay(date, in: .autoupdatingCurrent) else { return }
    calendar.offer(day, over: top)
  }

  /// What stands on the screen above all else.
  private var top: UIViewController? {
    let scene = UIApplication.shared.connectedScenes.compactMap { $0 as? UIWindowScene }.first
    var top = scene?.keyWindow?.rootViewController
    while let presented = top?.presentedViewController { top = presented }
    return top
  }

  /// iOS asks once; after a no only its settings can change it.
  private func askForCamera() {
    guard AVCaptureDevice.authorizationStatus(for: .video) == .notDetermined else {
      return open(UIApplication.openSettingsURLString)
    }
    Task {
      if await AVCaptureDevice.requestAccess(for: .video) { seen() }
    }
  }
}
