import Foundation
import KithCore
import KithKit
import KithStrings
import KithUI
import Observation

/// What the window shows. All of it happens on the main actor, one after the other.
@MainActor
@Observable
public final class AppModel {
  /// The lock, while it stands in place of everything else.
  public private(set) var door: LockModel?
  /// The first page; `nil` at the lock, and until it is open.
  public private(set) var root: Page?
  /// The pages above the first, the one that is seen last. The navigation stack takes from it on the way back.
  public var path: [Page] = []
  /// What is said, in the language of the screens.
  public private(set) var strings: Strings
  /// How times are said: as the device's settings are now.
  public private(set) var moments: Moments
  /// Whether a picture of a code is to be picked.
  public var picksPicture = false

  /// Says what is new while nobody looks, in the language of the screens. There is one: whoever tells, of what came to
  /// a window or in the background, waits for the others.
  @ObservationIgnored public private(set) lazy var notices = MessageNotices(notices: device.notices) { [weak self] in
    self?.strings.notice($0) ?? ""
  }

  private let device: any Device
  @ObservationIgnored private var profile: Profile?
  @ObservationIgnored private var session: Session?
  @ObservationIgnored private var pages: Pages?
  @ObservationIgnored private var watching: Task<Void, Never>?
  @ObservationIgnored private var following: Task<Void, Never>?
  @ObservationIgnored private var behind: [Place] = []
  @ObservationIgnored private var arrival: Arrival?
  @ObservationIgnored private var life = SceneLife.inactive
  @ObservationIgnored private var hasAskedForNotices = false
  @ObservationIgnored private let ways: AsyncStream<Go>
  @ObservationIgnored private let way: AsyncStream<Go>.Continuation

  /// The app on a device.
  public init(device: any Device, languages: [String] = Locale.preferredLanguages) {
    self.device = device
    profile = device.profiles.current
    let strings = Strings(profile?.language ?? Language.of(languages).tag)
    (self.strings, moments) = (strings, Moments(strings.locale))
    (ways, way) = AsyncStream.makeStream(of: Go.self)
  }

  /// The person's Kith, for what happens while nobody looks; `nil` where there is nobody yet, or it cannot be told now.
  public var current: Session? {
    profile = profile ?? device.profiles.current
    return profile.flatMap { try? session(of: $0) }
  }

  deinit { way.finish() }

  /// Begins once the person looks, then goes where it is led, for as long as the app is there; once. Windows come and
  /// go, and iOS starts the app for what happens while nobody looks too.
  public func start(isActive: Bool) {
    guard isActive, following == nil else { return }
    life = .active
    following = Task { [weak self, ways] in
      await self?.begin()
      for await next in ways { await self?.follow(next) }
    }
  }

  /// The device came to another zone, its hours are written otherwise, or a day began.
  public func timeChanged() {
    moments = Moments(strings.locale)
  }

  /// The window came to the screen, or went from it.
  public func follow(_ life: SceneLife) async {
    self.life = life
    // Whoever comes back may come from the settings.
    if life == .active { timeChanged() }
    // What was written for later is known to iOS before the store is let go of.
    if life == .background, let client = session?.client { try? await notices.show(client, seen: true) }
    await session?.follow(life)
    if life == .active { await welcome() }
  }

  /// Someone came with something.
  public func arrive(_ arrival: Arrival) async {
    self.arrival = arrival
    await welcome()
  }

  /// What a code says that was found in a picture.
  public func read(_ code: String) {
    if case .welcome(let model) = (path.last ?? root)?.screen { model.onEvent(.codeRead(code)) }
  }

  /// The camera may be used now.
  public func sees() {
    switch (path.last ?? root)?.screen {
    case .welcome(let model): model.onEvent(.scanCode)
    case .number(let model) where model.state.camera != nil: model.onEvent(.scan)
    default: break
    }
  }

  // MARK: - The lock

  /// A phone that nobody is enrolled on yet opens at once; everything else begins at the lock.
  private func begin() async {
    do {
      let person = try someone()
      guard person.name == nil else { return shut(atOnce: true) }
      try await session(of: person).open()
      await enter()
    } catch {
      shut(atOnce: true)
    }
  }

  /// Who uses the phone; someone new where nobody did.
  private func someone() throws -> Profile {
    if let profile { return profile }
    let begun = try device.profiles.begin()
    profile = begun
    if let language = begun.language { say(in: language) }
    return begun
  }

  private func session(of person: Profile) throws -> Session {
    if let session { return session }
    let made = try device.session(of: person) { [weak self] in self?.shut(atOnce: false) }
    session = made
    return made
  }

  /// Shows the lock. With `atOnce` the person is asked without a touch.
  private func shut(atOnce: Bool) {
    if root != nil { behind = ([root] + path).compactMap { $0?.place }.filter(\.isKept) }
    (root, path, pages) = (nil, [], nil)
    watching?.cancel()
    let person = LockedPerson(id: profile?.id ?? "", name: profile?.name ?? "")
    let door = LockModel(
      people: [person], emergency: profile?.emergency ?? [], telephones: profile?.telephones ?? [],
      open: { [weak self] in try await self?.open($0, $1) }, go: go)
    self.door = door
    if atOnce { door.onEvent(.open(personId: person.id)) }
  }

  private func open(_ person: LockedPerson, _ recognised: @MainActor () -> Void) async throws {
    try await device.owner.recognise(reason: strings.lockTitle)
    recognised()
    try await session(of: someone()).open()
  }

  private func enter() async {
    guard let client = session?.client else { return shut(atOnce: false) }
    let pages = Pages(
      client: client, device: device, strings: { [weak self, strings] in self?.strings ?? strings }, go: go)
    self.pages = pages
    let places = behind.isEmpty ? [await pages.first()] : behind
    behind = []
    await reset(places)
    door = nil
    watch(client)
    await welcome()
  }

  /// What is here is of no use to whoever stands at the door any more: a new beginning is made. Only what nobody can
  /// ever open again is deleted.
  private func startOver() async {
    guard let phase = door?.state.phase, phase == .keyLost || phase == .failed(.damaged) else { return }
    // Where there is no room for a new one, the door says the same as before.
    guard let new = try? device.profiles.startOver(forGood: phase == .keyLost) else { return }
    (profile, session, behind) = (new, nil, [])
    await begin()
  }

  // MARK: - Where one is led

  private var go: @MainActor (Go) -> Void {
    { [way] in way.yield($0) }
  }

  private func follow(_ next: Go) async {
    switch next {
    case .back: if !path.isEmpty { path.removeLast() }
    case .opened: await enter()
    case .toLock:
      shut(atOnce: false)
      await session?.lock()
    case .toInbox: await reset([.inbox])
    case .toWelcome: if pages == nil { await startOver() } else { await push(.welcome()) }
    case .toConsent(let link): await push(.consent(link: link))
    case .toChat(let circle, let row): await push(.chat(circle: circle, row: row))
    case .toPeople(let circle): await push(.people(circle: circle))
    case .toNumber(let circle, let person, let name, let opposite):
      await push(.number(circle: circle, person: person, name: name, opposite: opposite))
    case .toInvite(let circle): await push(.invite(circle: circle))
    case .toReissue(let circle, let invitation): await push(.invite(circle: circle, again: invitation))
    case .toDetails(let row): await push(.details(row: row))
    case .toShelf(let circle): await push(.shelf(circle: circle))
    case .toForward(let row): await push(.forward(row: row))
    case .toSearch(let circle): await push(.search(circle: circle))
    case .toSettings: await push(.settings)
    case .toLicences: await push(.licences)
    case .speak(let language): speak(language)
    case .pickPicture: picksPicture = true
    case .call, .copy, .share, .toCalendar, .askForCamera, .toDeviceSettings, .toUpdate: device.go(next)
    }
  }

  private func push(_ place: Place) async {
    guard let page = await pages?.open(place) else { return }
    if root == nil { root = page } else { path.append(page) }
  }

  private func reset(_ places: [Place]) async {
    guard let pages else { return }
    var open: [Page] = []
    for place in places { open.append(await pages.open(place)) }
    (root, path) = (open.first, Array(open.dropFirst()))
  }

  /// Does what the person came for, now that they are in.
  private func welcome() async {
    // Whoever is on the way in comes here once the pages are open, which would take the place of what is pushed now.
    guard root != nil, let came = arrival ?? device.handover.take().map({ Arrival.invited(link: $0) }) else { return }
    arrival = nil
    switch came {
    case .invited(let link): await push(.consent(link: link))
    case .notified(let circle): await reset([.inbox, .chat(circle: circle)])
    }
  }

  private func say(in language: String) {
    strings = Strings(language)
    timeChanged()
  }

  private func speak(_ language: String) {
    say(in: Language.of([language]).tag)
    keep { $0.language = language }
  }

  /// Keeps what the door says, and takes back notices of what is seen.
  private func watch(_ client: KithClient) {
    watching = Task { [weak self, notices] in
      // It ends with the client; the screens say why.
      try? await {
        for try await inbox in client.inboxUpdates() {
          // The clinic where they enrolled first says what they are called; each, whom to call.
          if let name = inbox.clinics.first?.myName {
            self?.keep {
              $0.name = name
              $0.emergency = numbers(inbox.clinics.map(\.emergency))
              $0.telephones = numbers(inbox.clinics.map(\.telephone))
            }
            self?.askForNotices()
          }
          // A visit in the background changes the list too, and then nobody has seen it.
          try await notices.show(client, seen: self?.life == .active)
        }
      }()
    }
  }

  private func askForNotices() {
    guard !hasAskedForNotices else { return }
    hasAskedForNotices = true
    device.askToShowNotices()
  }

  private func keep(_ change: (inout Profile) -> Void) {
    guard var changed = profile else { return }
    change(&changed)
    guard changed != profile else { return }
    // Where there is no room now, it is kept with what changes next.
    if (try? device.profiles.keep(changed)) != nil { profile = changed }
  }
}

/// Each number once.
private func numbers(_ all: [String]) -> [String] {
  var seen: Set<String> = []
  return all.filter { !$0.allSatisfy(\.isWhitespace) && seen.insert($0).inserted }
}
