import KithStrings
import KithUI
import SwiftUI
import UIKit

/// A window above every other, sheets and alerts included, while the app is not active: the switcher's picture shows no
/// word of anyone. (Views cover themselves too; they cannot cover what the system presents above them.)
@MainActor
final class CoverWindow {
  private var windows: [UIWindowScene: UIWindow] = [:]
  private var watching: [any NSObjectProtocol] = []

  /// Stands from now on whenever a scene is not active.
  func stand(speaking strings: @escaping @MainActor () -> Strings?) {
    watch(UIScene.willDeactivateNotification) { [weak self] in self?.cover($0, strings()) }
    watch(UIScene.didActivateNotification) { [weak self] in self?.windows[$0] = nil }
    watch(UIScene.didDisconnectNotification) { [weak self] in self?.windows[$0] = nil }
  }

  private func cover(_ scene: UIWindowScene, _ strings: Strings?) {
    guard let strings, windows[scene] == nil else { return }
    let window = UIWindow(windowScene: scene)
    window.windowLevel = .alert + 1
    window.rootViewController = UIHostingController(rootView: CoverView().speaking(strings))
    window.isHidden = false
    windows[scene] = window
  }

  private func watch(_ name: Notification.Name, _ act: @escaping @MainActor (UIWindowScene) -> Void) {
    let token = NotificationCenter.default.addObserver(forName: name, object: nil, queue: .main) { notification in
      // UIKit posts these on the main thread, about scenes that it owns.
      nonisolated(unsafe) let object = notification.object
      MainActor.assumeIsolated {
        if let scene = object as? UIWindowScene { act(scene) }
      }
    }
    watching.append(token)
  }
}
