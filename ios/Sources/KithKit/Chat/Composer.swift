import Foundation
import KithCore

/// The field of a conversation. What it knows is in the core, which also stores what was written, to its end.
@MainActor
final class Composer {
  /// Says what could not be done.
  var tell: @MainActor (Trouble) -> Void = { _ in }
  /// Says what the field is now.
  var changed: @MainActor (ComposerState) -> Void = { _ in }

  /// When what stands in the field is to be said has to be asked anew.
  var asksWhen: @MainActor () -> Void = {}

  private let core: KithCore.Composer
  private var following: Task<Void, Never>?
  /// Something was asked for while it was followed.
  private var asked = false

  init(client: KithClient, conversation: ConversationId) {
    core = client.compose(conversation: conversation)
  }

  deinit { core.cancel() }

  /// Shows what the field is and becomes, for as long as this is there. A client that was closed ends it: what is
  /// done after that begins it anew, for what could not be done is still told.
  func follow() {
    guard following == nil else {
      asked = true
      return
    }
    following = Task { [weak self, core] in
      repeat {
        self?.asked = false
        while let change = try? await core.next() { self?.turns(change) }
      } while self?.asked == true
      // Where there is no such circle yet it may be asked again.
      self?.following = nil
    }
  }

  func write(_ text: String, of number: UInt64?) { show(core.write(text: text, of: number)) }

  /// Puts someone's whole name where it was begun.
  func name(_ person: PersonId) { show(core.name(person: person)) }

  func write(to audience: Audience) { show(core.writeTo(audience: audience.core)) }

  func send(of number: UInt64?) {
    show(core.send(of: number))
    follow()
  }

  func sendLater(at moment: Date, of number: UInt64?) {
    show(core.sendLater(at: moment.milliseconds, of: number))
    follow()
  }

  /// Takes a message back that was refused, or said just now.
  func takeBack(_ row: Int64) {
    core.takeBack(row: row)
    follow()
  }

  /// Puts the words of a message into the field, for others in their place.
  func edit(_ row: Int64) {
    core.edit(row: row)
    follow()
  }

  /// Answers a row that these read.
  func answer(_ row: Int64, _ audience: Audience) {
    show(core.answer(row: row, audience: audience.core))
    follow()
  }

  /// Answers nothing.
  func answerNothing() { show(core.answerNothing()) }

  /// Leaves it as it was.
  func cancelEdit() { show(core.cancelEdit()) }

  /// Does once more what could not be done.
  func again(_ what: Again) {
    show(core.again(what: what))
    follow()
  }

  private func turns(_ change: FieldChange) {
    show(core.field())
    change.trouble.map(tell)
    if change.asksWhen { asksWhen() }
  }

  private func show(_ field: Field) {
    changed(
      ComposerState(
        draft: field.text, audience: Audience(field.audience), choices: field.choices.map(Audience.init),
        readers: field.readers.map { Person($0) }, number: field.number, editing: field.editing?.was,
        quote: field.quote.map { Quote($0) }, naming: field.naming.map { Person($0) }))
  }
}
