import Foundation

/// What a person can do in a conversation.
public enum ChatEvent: Sendable, Equatable, Discreet {
  /// Back to the list.
  case back
  /// See who is in the circle.
  case openPeople
  /// Search.
  case openSearch
  /// Call the emergency number, or the clinic's own.
  case call(number: String)
  /// The first rows of the window are near: have the page before a row.
  case loadOlder(rowId: Int64)
  /// The last rows of the window are near: have the page after a row.
  case loadNewer(rowId: Int64)
  /// Everything up to a row was on the screen.
  case seen(rowId: Int64)
  /// To the newest row, wherever the window is.
  case jumpToNewest
  /// The field's new content, typed in the one of a `ComposerState.number`; none: the newest.
  case draftChanged(text: String, of: UInt64? = nil)
  /// Write to others.
  case audienceChosen(Audience)
  /// Send what was seen in the field of a `ComposerState.number`; none: the newest.
  case send(of: UInt64? = nil)
  /// Who has this message, since when.
  case openDetails(rowId: Int64)
  /// Put the words on the clipboard, marked as private.
  case copy(rowId: Int64)
  /// Put the words of a refused message into the field again.
  case writeAgain(rowId: Int64)
  /// Ask about a message before anything is done.
  case ask(ChatQuestion)
  /// Leave what is asked.
  case cancel
  /// What was typed where another sign is asked for.
  case signTyped(String)
  /// Put a sign to a message, or take one's own away.
  case react(rowId: Int64, sign: String, on: Bool)
  /// Answer a message: it stands above the field.
  case reply(rowId: Int64)
  /// Answer nothing.
  case cancelReply
  /// To what a message answers.
  case goTo(rowId: Int64)
  /// Put other words in place of those of a message: they come to stand in the field.
  case edit(rowId: Int64)
  /// Leave the message that is in the field as it was.
  case cancelEdit
  /// Take a message back for everyone.
  case delete(rowId: Int64)
  /// Put a message on the shelf of what is important, or take it off.
  case pin(rowId: Int64, on: Bool)
  /// See what stands on the shelf.
  case openShelf
  /// To the first message from a moment on, where a day begins.
  case goToDay(from: Date)
  /// The whole name of someone comes to stand where it was begun.
  case nameChosen(personId: String)
  /// Choose where to say a message's words once more.
  case openForward(rowId: Int64)
  /// Take back what was said just now: its words come to stand in the field.
  case undo(rowId: Int64)
  /// Put a day to come into the person's calendar; as ``CalendarDay`` reads it.
  case putInCalendar(date: String)
  /// Send what was seen in the field of a `ComposerState.number` at a time; none: the newest.
  case sendLater(at: Date, of: UInt64? = nil)
  /// Send what waits at another time.
  case changeLater(id: Int64, at: Date)
  /// What was typed where other words for what waits are asked for.
  case laterWordsTyped(String)
  /// Put them in place of those that wait.
  case saveLaterWords
  /// Send what waits now.
  case sendLaterNow(id: Int64)
  /// Do not send it: its words come to stand in the field.
  case takeBackLater(id: Int64)
  /// Put the words of what waits on the clipboard, marked as private.
  case copyLater(id: Int64)
  /// Throw away what waits, where nobody can write any more.
  case throwAwayLater(id: Int64)
  /// Do the one thing about a problem.
  case resolve(Remedy)
}
