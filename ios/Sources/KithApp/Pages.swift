import KithCore
import KithKit
import KithStrings
import KithUI

/// Opens pages: for each place its view model.
@MainActor
struct Pages {
  let client: KithClient
  let device: any Device
  let strings: @MainActor () -> Strings
  let go: @MainActor (Go) -> Void

  /// Where someone begins who was nowhere before.
  func first() async -> Place {
    let enrolled = try? await !client.inbox().clinics.isEmpty
    return enrolled == false ? .welcome() : .inbox
  }

  /// Opens a place. A link that turns out to be no good leads to the first screen, which says so.
  func open(_ place: Place) async -> Page {
    switch place {
    case .welcome(let link): return welcome(link)
    case .consent(let link):
      guard let consent = try? await ConsentModel.open(client: client, link: link, go: go) else {
        return welcome(link)
      }
      return Page(place, .consent(consent))
    case .inbox:
      return Page(
        place, .inbox(InboxModel(client: client, title: { strings().inboxCircleOf(name: $0) }, go: go)))
    case .chat(let circle, let row):
      return Page(place, .chat(ChatModel(client: client, circle: circle, target: row, go: go)))
    case .people(let circle): return Page(place, .people(PeopleModel(client: client, circle: circle, go: go)))
    case .number(let circle, let person, let name, let opposite):
      let device = device
      return Page(
        place,
        .number(
          NumberModel(
            client: client, circle: circle, person: person, name: name, opposite: opposite,
            camera: { device.camera }, go: go)))
    case .invite(let circle, let again):
      return Page(place, .invite(InviteModel(client: client, circle: circle, again: again, go: go)))
    case .details(let row): return Page(place, .details(DetailsModel(client: client, rowId: row, go: go)))
    case .shelf(let circle): return Page(place, .shelf(ShelfModel(client: client, circle: circle, go: go)))
    case .forward(let row): return Page(place, .forward(ForwardModel(client: client, rowId: row, go: go)))
    case .search(let circle): return Page(place, .search(SearchModel(client: client, circle: circle, go: go)))
    case .settings: return Page(place, .settings(settings))
    case .licences: return Page(place, .licences(LicencesModel(source: device.works, go: go)))
    }
  }

  private var language: Language { Language.of([strings().tag]) }

  private var settings: SettingsModel {
    SettingsModel(client: client, spoken: language, version: device.version, go: go)
  }

  private func welcome(_ link: String?) -> Page {
    let device = device
    let model = WelcomeModel(client: client, language: language, camera: { device.camera }, go: go)
    if let link {
      model.onEvent(.enterLink)
      model.onEvent(.linkChanged(link))
      model.onEvent(.linkDone)
    }
    // The secret of a link is not kept for later.
    return Page(.welcome(), .welcome(model))
  }
}
