import KithKit
import KithStrings
import KithUI
import SwiftUI

/// Everything that is seen: the lock, or the pages that are open.
public struct RootView<CameraView: View>: View {
  @Bindable private var app: AppModel
  @Environment(\.scenePhase) private var phase
  private let camera: (_ read: @escaping @MainActor (String) -> Void) -> CameraView

  /// Shows an app. `camera` draws what the camera sees, and hands on what a code says.
  public init(
    app: AppModel,
    @ViewBuilder camera: @escaping (_ read: @escaping @MainActor (String) -> Void) -> CameraView
  ) {
    self.app = app
    self.camera = camera
  }

  public var body: some View {
    Group {
      if let door = app.door {
        LockView(state: door.state, on: door.onEvent)
      } else if let root = app.root {
        NavigationStack(path: $app.path) {
          page(root).navigationDestination(for: Page.self) { page($0) }
        }
      } else {
        CoverView()
      }
    }
    .speaking(app.strings, app.moments)
    .coveredWhenInactive()
    .onChange(of: phase, initial: true) { app.start(isActive: phase == .active) }
  }

  private func page(_ page: Page) -> some View {
    PageView(page: page, camera: camera)
  }
}

/// A page: its view, of its model's state.
private struct PageView<CameraView: View>: View {
  let page: Page
  let camera: (_ read: @escaping @MainActor (String) -> Void) -> CameraView

  var body: some View {
    switch page.screen {
    case .welcome(let model):
      WelcomeView(state: model.state, on: model.onEvent) { camera { model.onEvent(.codeRead($0)) } }
    case .consent(let model): ConsentView(state: model.state, on: model.onEvent)
    case .inbox(let model): InboxView(state: model.state, on: model.onEvent)
    case .chat(let model): ChatView(state: model.state, on: model.onEvent)
    case .people(let model): PeopleView(state: model.state, on: model.onEvent)
    case .number(let model):
      NumberView(state: model.state, on: model.onEvent) { camera { model.onEvent(.codeRead($0)) } }
    case .invite(let model): InviteView(state: model.state, on: model.onEvent)
    case .details(let model): DetailsView(state: model.state, on: model.onEvent)
    case .shelf(let model): ShelfView(state: model.state, on: model.onEvent)
    case .forward(let model): ForwardView(state: model.state, on: model.onEvent)
    case .search(let model): SearchView(state: model.state, on: model.onEvent)
    case .settings(let model): SettingsView(state: model.state, on: model.onEvent)
    case .licences(let model): LicencesView(state: model.state, on: model.onEvent)
    }
  }
}
