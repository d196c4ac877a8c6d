import SwiftUI

/// The platform's own signs. They never stand without a word or a label.
enum Sign: String, CaseIterable {
  case send = "paperplane.fill"
  case search = "magnifyingglass"
  case people = "person.2"
  case person = "person"
  case settings = "gearshape"
  case phone = "phone"
  case lock = "lock"
  case clock = "clock"
  case check = "checkmark"
  case alert = "exclamationmark.triangle"
  case info = "info.circle"
  case noNetwork = "wifi.slash"
  case code = "qrcode"
  case link = "link"
  case copy = "doc.on.doc"
  case pen = "pencil"
  case add = "plus"
  case key = "key"
  case globe = "globe"
  case again = "arrow.clockwise"
  case down = "arrow.down"
  case remove = "person.badge.minus"
  case bin = "trash"
  case cross = "xmark"
  case reply = "arrowshape.turn.up.left"
  case up = "arrow.up"
  case pin = "pin"
  case unpin = "pin.slash"
  case arrived = "checkmark.circle"
  case eye = "eye"
  case bell = "bell"
  case mute = "bell.slash"
  case unread = "envelope.badge"
  case calendar = "calendar"
  case select = "text.cursor"
  case write = "square.and.pencil"
  case undo = "arrow.uturn.backward"
  case forward = "arrowshape.turn.up.right"
  case more = "ellipsis"
}

/// A sign, as large as the letters beside it; whoever places it says in words what it means.
struct SignView: View {
  let sign: Sign

  var body: some View {
    Image(systemName: sign.rawValue)
      // What points onward points the other way where text runs from right to left.
      .flipsForRightToLeftLayoutDirection([.send, .reply, .undo, .forward].contains(sign))
      .accessibilityHidden(true)
  }
}

extension Label where Title == Text, Icon == Image {
  /// Words with their sign.
  init(_ words: String, sign: Sign) { self.init(words, systemImage: sign.rawValue) }
}

extension Button where Label == SwiftUI.Label<Text, Image> {
  /// A button with its sign. Menus, bars and swipes draw the sign alone or beside the words, as the platform does.
  init(_ words: String, sign: Sign, role: ButtonRole? = nil, action: @escaping @MainActor () -> Void) {
    self.init(role: role, action: action) { SwiftUI.Label(words, sign: sign) }
  }
}
