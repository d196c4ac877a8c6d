import Foundation
import KithCore
import Observation

/// A conversation: a circle's, or one of two. `ChatHolder` in Kotlin.
@MainActor
@Observable
public final class ChatModel {
  /// What the screen shows.
  public private(set) var state = ChatState(
    title: "", people: 0, clinic: nil, connection: Connection(), timeline: .loading, composer: ComposerState(),
    signs: KithCore.signs())

  private let client: KithClient
  private let conversation: ConversationId
  /// Whose conversation it is.
  private var circle: CircleId
  private let go: @MainActor (Go) -> Void
  private let asking = Asking()
  private let composer: Composer
  private let seen = Newest()
  /// What waits for its time and is not sent for as long as somebody types other words for it.
  @ObservationIgnored private var held: (id: Int64, until: HeldLater)?
  @ObservationIgnored private var updates: Updates<ChatSubscription>

  /// Looks at a conversation, at `target` if one is given: a row to show first and to mark, as a search's hit.
  public init(
    client: KithClient, circle conversation: ConversationId, target: Int64? = nil, go: @escaping @MainActor (Go) -> Void
  ) {
    self.client = client
    self.conversation = conversation
    circle = conversation
    self.go = go
    composer = Composer(client: client, conversation: conversation)
    updates = client.chatUpdates(conversation: conversation)
    composer.tell = { [weak self] in self?.tell($0) }
    composer.changed = { [weak self] in self?.write($0) }
    composer.asksWhen = { [weak self] in self?.onEvent(.ask(.when())) }
    if let target { updates.subscription.goTo(row: target) }
    watch()
  }

  /// What the person did.
  public func onEvent(_ event: ChatEvent) {
    defer { hold() }
    switch event {
    case .back: go(.back)
    case .openPeople: go(.toPeople(circle: circle))
    case .openSearch: go(.toSearch(circle: conversation))
    case .openShelf: go(.toShelf(circle: conversation))
    case .call(let number): go(.call(number: number))
    case .loadOlder(let row): updates.subscription.older(row: row)
    case .loadNewer(let row): updates.subscription.newer(row: row)
    case .seen(let row): see(row)
    case .jumpToNewest: updates.subscription.newest()
    case .draftChanged(let text, let number): composer.write(text, of: number)
    case .nameChosen(let person): composer.name(person)
    case .audienceChosen(let audience): composer.write(to: audience)
    case .send(let number): send(of: number)
    case .undo(let row): composer.takeBack(row)
    case .putInCalendar(let date): leave { go(.toCalendar(date: date)) }
    case .sendLater, .changeLater, .laterWordsTyped, .saveLaterWords, .sendLaterNow, .takeBackLater, .copyLater,
      .throwAwayLater:
      withLater(event)
    case .cancelEdit: composer.cancelEdit()
    case .cancelReply: composer.answerNothing()
    case .ask(let question): state.question = question
    case .cancel: state.question = nil
    case .signTyped(let text): signTyped(text)
    case .goToDay(let from): goTo(from)
    case .openDetails, .copy, .writeAgain, .react, .reply, .goTo, .edit, .delete, .pin, .openForward:
      withMessage(event)
    case .resolve(let remedy): resolve(remedy)
    }
  }

  /// What was asked is answered by it.
  private func withMessage(_ event: ChatEvent) {
    state.question = nil
    switch event {
    case .openDetails(let row): go(.toDetails(rowId: row))
    case .openForward(let row): go(.toForward(rowId: row))
    case .copy(let row): message(row).map { go(.copy(text: $0.body)) }
    case .writeAgain(let row): composer.takeBack(row)
    case .react(let row, let sign, let on):
      keep(event) { [client] in try await client.react(row: row, sign: sign, on: on) }
    case .reply(let row): message(row).map { composer.answer($0.id, $0.audience) }
    case .goTo(let row): updates.subscription.goTo(row: row)
    case .edit(let row): composer.edit(row)
    case .delete(let row): keep(event) { [client] in try await client.deleteForEveryone(row: row) }
    case .pin(let row, let on): keep(event) { [client] in try await client.pin(row: row, on: on) }
    default: break
    }
  }

  private func goTo(_ day: Date) {
    state.question = nil
    updates.subscription.day(from: day.milliseconds)
  }

  /// What was asked is answered by leaving.
  private func leave(_ way: () -> Void) {
    state.question = nil
    way()
  }

  private func withLater(_ event: ChatEvent) {
    switch event {
    case .sendLater(let moment, let number):
      state.question = nil
      composer.sendLater(at: moment, of: number)
    case .changeLater(let id, let moment):
      state.question = nil
      later(id).map { change(id, $0.body, at: moment) }
    case .laterWordsTyped(let text):
      if case .laterWords(let id, _) = state.question { state.question = .laterWords(id: id, typed: text) }
    case .saveLaterWords: saveLaterWords()
    case .sendLaterNow(let id):
      state.question = nil
      later(id).map { change(id, $0.body, at: .now) }
    case .takeBackLater(let id):
      state.question = nil
      keep(event) { [client] in try await client.takeBackLater(id: id) }
    case .copyLater(let id):
      state.question = nil
      later(id).map { go(.copy(text: $0.body)) }
    case .throwAwayLater(let id):
      state.question = nil
      keep(event) { [client] in try await client.throwAwayLater(id: id) }
    default: break
    }
  }

  /// Until they are kept what was typed stands there.
  private func saveLaterWords() {
    guard case .laterWords(let id, let typed) = state.question else { return }
    // What waits no longer has no time; the core says that it is gone.
    change(id, typed, at: later(id)?.due ?? Date(milliseconds: 0))
  }

  private func change(_ id: Int64, _ words: String, at moment: Date) {
    state.problem = nil
    Task { [client, weak self] in
      await trying({ self?.tell($0) { self?.change(id, words, at: moment) } }) {
        try await client.changeLater(id: id, body: words, at: moment.milliseconds)
        if let asked = self?.state.question, case .laterWords = asked { self?.state.question = nil }
        self?.hold()
      }
    }
  }

  private func hold() {
    guard case .laterWords(let id, _) = state.question else {
      if held != nil { held = nil }
      return
    }
    if held?.id != id { held = (id, client.holdLater(id: id)) }
  }

  private func later(_ id: Int64) -> LaterMessage? { state.later.first { $0.id == id } }

  /// Done to its end, even where the person leaves at once.
  private func keep(_ event: ChatEvent, _ work: @escaping @MainActor () async throws -> Void) {
    Task { [weak self] in
      await trying({ self?.tell($0) { self?.onEvent(event) } }, work)
    }
  }

  /// The first sign that is typed is put to the message.
  private func signTyped(_ text: String) {
    guard case .otherSign(let row, _) = state.question else { return }
    if let sign = findSign(typed: text) {
      onEvent(.react(rowId: row, sign: sign, on: true))
    } else {
      state.question = .otherSign(rowId: row, typed: text)
    }
  }

  private func see(_ row: Int64) {
    seen.offer { [client, conversation, weak self] in
      await trying({ self?.tell($0) { self?.see(row) } }) {
        try await client.markRead(conversation: conversation, row: row)
      }
    }
  }

  /// One's own words are shown, wherever the window was.
  private func send(of number: UInt64?) {
    composer.send(of: number)
    updates.subscription.said()
  }

  private func watch() {
    composer.follow()
    asking.look({ [weak self] in self?.failed($0) }) { [weak self, updates] in
      for try await chat in updates { self?.show(chat) }
    }
  }

  private func show(_ chat: Chat) {
    circle = chat.circle.id
    var next = state
    next.title = chat.circle.title
    next.people = chat.people.count
    next.clinic = Clinic(chat.clinic)
    next.connection = Connection(chat.clinic, chat.circle.asOf)
    next.timeline = .ready(Timeline(chat))
    next.standing = Standing(chat.circle)
    next.mine = chat.circle.mine
    next.shelved = Int(chat.shelved)
    next.later = chat.later.map { LaterMessage($0) }
    // What waited and was sent meanwhile is not asked about any more.
    // Words that somebody types stay theirs.
    if let id = next.question?.later, !next.later.contains(where: { $0.id == id }) { next.question = nil }
    state = next
  }

  private func message(_ row: Int64) -> ChatRow.Message? {
    state.timeline.value?.rows.first { $0.id == row }?.message
  }

  private func tell(_ problem: Problem, again: @escaping @MainActor () -> Void) {
    asking.fails(again)
    state.problem = problem
  }

  private func tell(_ trouble: Trouble) {
    // What nobody asked for does not stand in place of what someone did.
    if trouble.again == .keep && asking.hasFailed { return }
    tell(Problem(trouble.problem)) { [weak self] in self?.composer.again(trouble.again) }
  }

  private func write(_ field: ComposerState) {
    if state.composer != field { state.composer = field }
  }

  private func failed(_ problem: Problem) {
    state.timeline = .failed(problem)
  }

  private func resolve(_ remedy: Remedy) {
    if remedy.leavesIt { return asking.resolve(remedy, go) }
    state.problem = nil
    if remedy == .tryAgain {
      client.tryAgain()
      // The subscription that failed gives nothing any more.
      if state.timeline.problem != nil {
        updates = client.chatUpdates(conversation: conversation)
        watch()
      }
    }
    asking.resolve(remedy, go)
  }
}

extension Timeline {
  fileprivate init(_ chat: Chat) {
    self.init(
      rows: chat.rows.map { ChatRow($0) }, hasOlder: chat.hasOlder, hasNewer: chat.hasNewer,
      unreadFrom: chat.unreadFrom, unread: Int(chat.unreadThen), target: chat.target,
      reachedRow: chat.reachedRow, turn: Int(chat.targetTurn))
  }
}

extension LaterMessage {
  fileprivate init(_ row: LaterRow) {
    self.init(
      id: row.id, audience: Audience(row.audience), body: row.body, due: Date(milliseconds: row.due),
      quote: row.quote.map { Quote($0) }, unsaid: row.unsaid.map { WhyNot($0) })
  }
}

extension ChatQuestion {
  /// What waits that it is about; `nil` where it is about something else, or somebody types.
  fileprivate var later: Int64? {
    switch self {
    case .later(let id): id
    case .when(let id), .whenDay(_, let id), .whenHour(_, let id): id
    case .laterWords, .actions, .otherSign, .delete, .leave, .select, .day, .more, .allLater: nil
    }
  }
}
