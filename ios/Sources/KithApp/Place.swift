import KithCore
import KithKit

/// Where someone can be in the app; enough to go there again after the lock.
public enum Place: Hashable, Sendable, Discreet {
  /// How one gets in; with a link to read at once.
  case welcome(link: String? = nil)
  /// What one agrees to.
  case consent(link: String)
  /// The list of circles.
  case inbox
  /// A circle's conversation; at a row.
  case chat(circle: CircleId, row: Int64? = nil)
  /// The people of a circle.
  case people(circle: CircleId)
  /// The number of this person and another one, who is called so.
  case number(circle: CircleId, person: PersonId, name: String, opposite: Opposite)
  /// Inviting someone, or giving a lost link out anew.
  case invite(circle: CircleId, again: InvitationId? = nil)
  /// One message.
  case details(row: Int64)
  /// What is important in a conversation.
  case shelf(circle: ConversationId)
  /// Where to say a message's words once more.
  case forward(row: Int64)
  /// Searching one circle, or all.
  case search(circle: CircleId? = nil)
  /// This device.
  case settings
  /// Whose work is in Kith.
  case licences

  /// Whether it can be gone back to after the lock. The secret of a link is not kept for later.
  var isKept: Bool {
    switch self {
    case .welcome, .consent: false
    default: true
    }
  }
}

/// A screen that is open: where it is, and what it shows. It ends with its last owner.
@MainActor
public final class Page: Identifiable {
  /// What a page shows.
  enum Screen {
    case welcome(WelcomeModel)
    case consent(ConsentModel)
    case inbox(InboxModel)
    case chat(ChatModel)
    case people(PeopleModel)
    case number(NumberModel)
    case invite(InviteModel)
    case details(DetailsModel)
    case shelf(ShelfModel)
    case forward(ForwardModel)
    case search(SearchModel)
    case settings(SettingsModel)
    case licences(LicencesModel)
  }

  let place: Place
  let screen: Screen

  init(_ place: Place, _ screen: Screen) {
    self.place = place
    self.screen = screen
  }
}

extension Page: Hashable {
  nonisolated public static func == (one: Page, other: Page) -> Bool { one === other }
  nonisolated public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
