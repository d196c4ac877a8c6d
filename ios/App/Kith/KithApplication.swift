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
      RootView(app: delegate.app, works: Work.all) { CameraView(read: $0) }
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

extension Work {
  /// Those that Kith is built on, which `scripts/xcframework` writes down.
  static let all: [Work] = {
    let file = Bundle.main.url(forResource: "Licences", withExtension: "json")
    return file.flatMap { try? Data(contentsOf: $0) }.flatMap { try? JSONDecoder().decode([Work].self, from: $0) } ?? []
  }()
}
