import KithCore

/// The field of a conversation: what stands in it is kept on the device until it is sent.
@MainActor
final class Composer {
  private(set) var state = ComposerState() {
    didSet { changed(state) }
  }

  /// Says what was run into, and how it is done once more.
  var tell: @MainActor (_ problem: Problem, _ again: @escaping @MainActor () -> Void) -> Void = { _, _ in }
  /// Says what the field is now.
  var changed: @MainActor (ComposerState) -> Void = { _ in }

  private let client: KithClient
  private let circle: CircleId
  // What was written is stored to the end, even when the screen has gone.
  private let storing = InOrder()
  private var keeping = false
  /// What was sent and is not stored yet.
  private var going: [ComposerState] = []
  /// Whether what could not be sent stands in the field again: it is sending that is done once more then.
  private var isBack = false
  /// What the store has, as far as it came from here; `nil` before the first look.
  private var kept: String?
  /// For whom words are that begin here.
  private var reach = Reading()

  init(client: KithClient, circle: CircleId) {
    self.client = client
    self.circle = circle
  }

  /// The field with the choices that the person has now. The first time it holds the draft that was kept; then it is
  /// the person's, and words that were put into the draft elsewhere come behind what stands in it.
  func show(_ chat: Chat) {
    var next = state
    let draft = chat.circle.draft
    if kept == nil {
      kept = draft?.body ?? ""
      if next.draft.isEmpty { next.draft = draft?.body ?? "" }
      if let audience = draft?.audience { next.audience = Audience(audience) }
    } else if let draft, draft.body != kept {
      // It may only be older than what was kept since.
      storing.then { [self] in await trying({ _ in }) { try await adopt() } }
    }
    next.audience = reach.audience(of: next, now: chat.answers)
    next.choices = chat.circle.audiences.map(Audience.init)
    if !next.choices.contains(next.audience) { next.audience = next.choices.first ?? next.audience }
    let audience = next.audience.core
    next.readers = chat.people.filter { !$0.me && $0.reads.contains(audience) }.map { Person($0) }
    if next != state { state = next }
  }

  func write(_ text: String) {
    state.draft = text
    keep()
  }

  /// The person chose who reads it.
  func choose(_ audience: Audience) {
    reach.choose()
    write(to: audience)
  }

  private func write(to audience: Audience) {
    state.audience = audience
    keep()
    let (client, circle) = (client, circle)
    Task {
      await trying({ note($0) { [weak self] in self?.write(to: audience) } }) {
        let readers = try await client.readers(circle: circle, audience: audience.core)
        if state.audience == audience { state.readers = readers.filter { !$0.me }.map { Person($0) } }
      }
    }
  }

  /// Sends what is in the field, which is empty at once: what is pressed twice is sent once. Where it could not be
  /// stored it stands in the field again, before what was typed meanwhile.
  func send() {
    let sent = state
    guard !sent.draft.trimmedAtEnd.isEmpty else { return }
    reach.send(to: sent.audience)
    going.append(sent)
    state.draft = ""
    isBack = false
    let (client, circle) = (client, circle)
    storing.then { [self] in
      await trying({ refused(sent, $0) }) {
        _ = try await client.send(circle: circle, audience: sent.audience.core, body: sent.draft)
      }
      going.removeFirst()
      keep()
    }
  }

  /// Takes a message back that was refused: its words stand in the field again, behind what was begun.
  func takeBack(_ row: Int64) {
    let client = client
    storing.then { [self] in
      await trying({ tell($0) { [weak self] in self?.takeBack(row) } }) {
        try await client.writeAgain(row: row)
        try await adopt()
      }
    }
  }

  private func refused(_ sent: ComposerState, _ problem: Problem) {
    let isEmpty = state.draft.trimmedAtEnd.isEmpty
    state.draft = isEmpty ? sent.draft : "\(sent.draft)\n\(state.draft)"
    if isEmpty || sent.audience == .care, state.audience != sent.audience { write(to: sent.audience) }
    isBack = true
    tell(problem) { [weak self] in self?.send() }
  }

  /// Says what was run into besides, unless more than that is to be done once more.
  private func note(_ problem: Problem, _ again: @escaping @MainActor () -> Void) {
    if !isBack { tell(problem, again) }
  }

  /// Puts what was added to the stored draft elsewhere behind what stands in the field.
  private func adopt() async throws {
    let circle = circle
    let stored = try await client.inbox().circles.first { $0.id == circle }?.draft
    guard let stored, let before = kept?.trimmedAtEnd, stored.body != kept, stored.body.hasPrefix(before) else {
      return
    }
    let added = stored.body.dropFirst(before.count).drop { $0.isNewline }
    let begun = state.draft.trimmedAtEnd
    kept = stored.body
    state.draft = begun.isEmpty ? String(added) : "\(begun)\n\(added)"
    let audience = Audience(stored.audience)
    // What only the clinic was to read is read by nobody else.
    if begun.isEmpty || audience == .care, state.audience != audience { write(to: audience) }
    keep()
  }

  /// Each state of the field is kept as soon as the one before is: a slow disk skips some, a death of the app loses
  /// one at most.
  private func keep() {
    guard !keeping else { return }
    keeping = true
    let (client, circle) = (client, circle)
    storing.then { [self] in
      keeping = false
      // What is on its way is kept until it is there.
      let now = going.first ?? state
      await trying({ note($0) { [weak self] in self?.keep() } }) {
        try await client.keepDraft(circle: circle, audience: now.audience.core, body: now.draft)
        kept = now.draft
      }
    }
  }
}

extension String {
  /// Without the white space at its end.
  fileprivate var trimmedAtEnd: String {
    var trimmed = self[...]
    while trimmed.last?.isWhitespace == true { trimmed.removeLast() }
    return String(trimmed)
  }
}
