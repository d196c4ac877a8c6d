import KithApp
import KithKit
import KithUI
import SwiftUI

/// The app: a window with what `AppModel` shows.
@main
struct KithApplication: App {
  @UIApplicationDelegateAdaptor(AppDelegate.self) private var delegate
  @Environment(\.scenePhase) private var phase

  var body: some Scene {
    WindowGroup {
      RootView(app: delegate.app) { CameraView(read: $0) }
        .pickingPicturesOfCodes(delegate.app)
        .onOpenURL { url in
          guard let arrival = Arrival(link: url) else { return }
          Task { await delegate.app.arrive(arrival) }
        }
    }
    .onChange(of: phase) { _, now in delegate.follow(SceneLife(now)) }
  }
}

extension SceneLife {
  /// As SwiftUI says it.
  init(_ phase: ScenePhase) {
    switch phase {
    case .active: self = .active
    case .background: self = .background
    default: self = .inactive
    }
  }
}
