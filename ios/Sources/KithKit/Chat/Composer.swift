import KithCore

/// The field of a conversation: what stands in it is kept on the device until it is sent.
@MainActor
final class Composer {
  private(set) var state = ComposerState() {
    didSet { changed(state) }
  }

  /// Says what was run into.
  var tell: @MainActor (Problem) -> Void = { _ in }
  /// Says what the field is now.
  var changed: @MainActor (ComposerState) -> Void = { _ in }

  private let client: KithClient
  private let circle: CircleId
  // What was written is stored to the end, even when the screen has gone.
  private let storing = InOrder()
  private var keeping = false
  private var begun = false

  init(client: KithClient, circle: CircleId) {
    self.client = client
    self.circle = circle
  }

  /// The field with the choices that the person has now. The first time it holds the draft that was kept, or `words`
  /// in its place; then it is the person's.
  func show(_ chat: Chat, words: String?) {
    var next = state
    let draft = chat.circle.draft
    if !begun {
      begun = true
      next.draft = words ?? draft?.body ?? ""
      if let audience = draft?.audience { next.audience = Audience(audience) }
    }
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

  func write(to audience: Audience) {
    state.audience = audience
    keep()
    let (client, circle) = (client, circle)
    Task {
      await trying(tell) {
        let readers = try await client.readers(circle: circle, audience: audience.core)
        if state.audience == audience { state.readers = readers.filter { !$0.me }.map { Person($0) } }
      }
    }
  }

  /// Sends what is in the field. What was typed meanwhile stays in it.
  func send() {
    let sent = state
    let (client, circle) = (client, circle)
    storing.then { [self] in
      await trying(tell) {
        _ = try await client.send(circle: circle, audience: sent.audience.core, body: sent.draft)
        if state.draft == sent.draft { state.draft = "" }
      }
    }
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
      let now = state
      await trying(tell) {
        try await client.keepDraft(circle: circle, audience: now.audience.core, body: now.draft)
      }
    }
  }
}
