#if DEBUG
  import Foundation
  import KithKit

  /// What is sent later, what can be undone, and what leads to a calendar.
  extension Samples {
    private var tomorrow: Date { moments.calendar.startOfDay(for: now) + Span.day }

    private var soon: LaterMessage {
      LaterMessage(id: 1, audience: .care, body: cast.afraid, due: tomorrow + 8 * Span.hour)
    }

    private var after: LaterMessage {
      LaterMessage(
        id: 2, audience: .circle, body: cast.paper, due: tomorrow + 18 * Span.hour,
        quote: Quote(state: .here, rowId: 4, name: cast.daughter.name, words: cast.soup))
    }

    private var unsaid: LaterMessage {
      LaterMessage(id: 3, audience: .circle, body: cast.inhaler, due: now - Span.hour, unsaid: .notInRoom)
    }

    private func waiting(_ later: [LaterMessage], _ question: ChatQuestion? = nil) -> ChatState {
      with(chat()) { ($0.later, $0.question) = (later, question) }
    }

    /// Something is typed.
    private func typed(_ question: ChatQuestion? = nil) -> ChatState {
      with(chat()) { ($0.composer.draft, $0.composer.number, $0.question) = (cast.draft, 7, question) }
    }

    /// Words that name a day to come.
    private var dated: ChatState {
      let words = "The next visit is on 2026-03-12 at 14:30."
      let day = words.range(of: "2026-03-12 at 14:30")!
      let part = day.lowerBound.utf16Offset(in: words)..<day.upperBound.utf16Offset(in: words)
      let row = with(message(11, cast.nurse, now - 5 * Span.minute, words)) {
        $0.live = [Live(words: part, target: "2026-03-12T14:30", date: true)]
        $0.may = [.react, .reply]
      }
      return with(chat([.message(row)])) { $0.question = .actions(rowId: 11) }
    }

    /// One's own words of a moment ago.
    private var undoable: ChatState {
      let said = with(message(9, cast.patient, now - 2, cast.draft)) {
        ($0.undoUntil, $0.may) = (now + 3, [.react, .reply, .edit, .delete, .forward])
      }
      return chat(Array(rows.prefix(6)) + [.message(said)])
    }

    var laterChats: [Sample<ChatState>] {
      let both = [soon, after]
      let more = with(message(4, cast.daughter, now - 4 * Span.hour, cast.soup)) {
        $0.may = [.react, .reply, .forward, .pin]
      }
      return [
        Sample("chat-undo", undoable),
        Sample("chat-later", waiting([soon])),
        Sample("chat-later-many", waiting(both)),
        Sample("chat-later-unsaid", waiting([soon, unsaid])),
        Sample("chat-later-removed", with(waiting([unsaid])) { $0.standing = .removed }),
        Sample("chat-send-later", typed()),
        Sample("chat-when", typed(.when())),
        Sample("chat-when-day", typed(.whenDay(at: now))),
        Sample("chat-when-hour", typed(.whenHour(day: tomorrow))),
        Sample("chat-later-actions", waiting(both, .later(id: after.id))),
        Sample("chat-later-all", waiting(both + [unsaid], .allLater)),
        Sample("chat-later-words", waiting(both, .laterWords(id: soon.id, typed: soon.body))),
        Sample("chat-date", dated),
        Sample("chat-more", with(chat([.message(more)])) { $0.question = .more(rowId: 4) }),
      ]
    }
  }
#endif
