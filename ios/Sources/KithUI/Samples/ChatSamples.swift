#if DEBUG
  import Foundation
  import KithKit

  extension Samples {
    var composer: ComposerState {
      // The newest message is for the clinic only: so is what answers it.
      ComposerState(audience: .care, choices: [.circle, .care], readers: [cast.nurse, cast.planner])
    }

    func chat(_ rows: [ChatRow]? = nil, _ connection: Connection? = nil, unreadFrom: Int64? = nil) -> ChatState {
      let rows = rows ?? self.rows
      return ChatState(
        title: cast.circle, people: 4, clinic: cast.clinic, connection: connection ?? online,
        timeline: .ready(
          Timeline(rows: rows, unreadFrom: unreadFrom, unread: rows.filter { $0.id == unreadFrom }.count)),
        composer: composer, mine: true, signs: ["👍", "❤️", "🙏", "😊", "😢"])
    }

    /// What was said, and what was said of it since.
    func annotated(_ question: ChatQuestion? = nil) -> ChatState {
      with(chat(annotatedRows)) { $0.question = question }
    }

    private var annotatedRows: [ChatRow] {
      let own: Set<Act> = [.react, .reply, .edit, .delete]
      let first = now - 5 * Span.hour
      return [
        .message(with(message(1, cast.nurse, first, cast.howAreYou)) { $0.may = [.react, .reply] }),
        .message(edited),
        .deleted(
          ChatRow.Deleted(
            id: 3, at: now - 4 * Span.hour - Span.minute, sender: cast.daughter, audience: .circle)),
        .message(
          with(message(4, cast.daughter, now - 4 * Span.hour, cast.soup)) {
            $0.signs = [MessageSign(sign: "❤️", count: 2, mine: true), MessageSign(sign: "👍", count: 1)]
            $0.may = [.react, .reply]
          }),
        .deleted(ChatRow.Deleted(id: 5, at: now - 30 * Span.minute, sender: cast.patient, audience: .care)),
        .message(
          with(message(6, cast.patient, now - 3 * Span.minute, cast.inhaler)) { ($0.may, $0.quote) = (own, soup) }),
      ]
    }

    /// Words of which parts lead somewhere.
    func linked(_ question: ChatQuestion? = nil) -> ChatState {
      let words = "The plan is at https://clinic.example/plan. Call 030 555 0100 if it does not open."
      func part(_ part: String) -> Range<Int> {
        let found = words.range(of: part)!
        return found.lowerBound.utf16Offset(in: words)..<found.upperBound.utf16Offset(in: words)
      }
      let page = "https://clinic.example/plan"
      let row = with(message(11, cast.nurse, now - 5 * Span.minute, words)) {
        $0.live = [
          Live(words: part(page), target: page, host: "clinic.example"),
          Live(words: part("030 555 0100"), target: "0305550100"),
        ]
        $0.may = [.react, .reply]
      }
      return with(chat([.message(row)])) { $0.question = question }
    }

    private var soup: Quote { Quote(state: .here, rowId: 4, name: cast.daughter.name, words: cast.soup) }

    /// Answers to what is here, to what was taken back, to what is not here.
    private var answers: ChatState {
      func said(_ id: Int64, _ by: Person, _ hours: Double, _ words: String, _ quote: Quote) -> ChatRow {
        .message(with(message(id, by, now - hours * Span.hour, words)) { $0.quote = quote })
      }
      let rows = [
        said(1, cast.patient, 3, cast.inhaler, soup),
        said(2, cast.daughter, 2, cast.better, Quote(state: .deleted, rowId: 1, name: cast.patient.name, mine: true)),
        said(3, cast.nurse, 1, cast.here, Quote(state: .notHere)),
      ]
      return with(chat(rows)) {
        $0.composer = ComposerState(draft: cast.inhaler, readers: [cast.daughter, cast.nurse], quote: soup)
      }
    }

    private var edited: ChatRow.Message {
      with(message(2, cast.patient, now - 5 * Span.hour + Span.minute, cast.better)) {
        ($0.edited, $0.signs, $0.may) = (true, [MessageSign(sign: "🙏", count: 1)], [.react, .reply, .edit, .delete])
      }
    }

    private var annotatedDetails: MessageDetails {
      MessageDetails(
        message: edited, sentAt: edited.at, readers: [cast.daughter, cast.nurse],
        signs: [
          PutSign(sign: "❤️", people: [cast.patient, cast.daughter]), PutSign(sign: "🙏", people: [cast.nurse]),
        ])
    }

    private var annotatedChats: [Sample<ChatState>] {
      [
        Sample("chat-annotated", annotated()),
        Sample("chat-answers", answers),
        Sample("chat-actions", annotated(.actions(rowId: 6))),
        Sample("chat-actions-others", annotated(.actions(rowId: 4))),
        Sample("chat-live", linked()),
        Sample("chat-live-actions", linked(.actions(rowId: 11))),
        Sample("chat-leave", linked(.leave(rowId: 11, address: "https://clinic.example/plan"))),
        Sample("chat-delete", annotated(.delete(rowId: 6))),
        Sample("chat-other-sign", annotated(.otherSign(rowId: 4))),
        Sample("chat-other-sign-none", annotated(.otherSign(rowId: 4, typed: "thanks"))),
        Sample(
          "chat-editing",
          with(annotated()) {
            $0.composer = ComposerState(
              draft: cast.draft, readers: [cast.daughter, cast.nurse, cast.planner], editing: cast.better)
          }),
      ]
    }

    var chats: [Sample<ChatState>] {
      let head = Array(rows.prefix(6))
      return [
        Sample("chat", chat(unreadFrom: 8)),
        Sample("chat-loading", with(chat()) { $0.timeline = .loading }),
        Sample(
          "chat-empty",
          with(chat([])) { ($0.people, $0.composer.audience, $0.composer.readers) = (2, .circle, [cast.nurse]) }),
        Sample("chat-alone", with(chat([])) { ($0.people, $0.composer.readers) = (1, []) }),
        Sample("chat-error", with(chat()) { $0.timeline = .failed(.unexpected) }),
        Sample("chat-offline", chat(rows + [.message(own(.waiting))], offline)),
        Sample("chat-refused", chat(head + [.message(own(.refused))])),
        Sample("chat-clock-off", chat(Array(rows.prefix(5)) + [.message(early)])),
        Sample("chat-alarm", chat(head + [alarm])),
        Sample(
          "chat-draft-care",
          with(chat()) { $0.composer.draft = cast.draft }),
        Sample(
          "chat-for-everyone",
          with(chat(head)) {
            ($0.composer.audience, $0.composer.readers) = (.circle, [cast.daughter, cast.nurse, cast.planner])
          }),
        Sample("chat-removed", with(chat()) { $0.standing = .removed }),
        Sample(
          "chat-waiting-for-patient", with(chat([])) { ($0.standing, $0.people) = (.waitingForPatient, 0) }),
        Sample("chat-rejoining", with(chat()) { $0.standing = .rejoining }),
        Sample("chat-problem", with(chat()) { $0.problem = .textTooLong }),
        Sample("chat-notices", chat(notices)),
        Sample("chat-alarms", chat(alarms)),
        Sample(
          "chat-hit",
          with(chat()) {
            $0.timeline = .ready(Timeline(rows: rows, hasOlder: true, hasNewer: true, target: 4))
          }),
      ] + annotatedChats + attentiveChats + laterChats
    }

    /// Words of a device whose clock is wrong.
    var early: ChatRow.Message {
      with(message(6, cast.daughter, now - 3 * Span.hour + Span.minute, cast.paper)) { $0.clockOff = true }
    }

    private var notices: [ChatRow] {
      NoticeKind.allCases.enumerated().map { index, kind in
        .notice(
          ChatRow.Notice(
            id: Int64(index), at: now - Double(40 - index) * Span.minute, kind: kind, about: cast.nurse))
      }
    }

    private var alarms: [ChatRow] {
      let known = Refusal.allCases.map { ($0, Optional(cast.proxy)) }
      return (known + [(.other, nil)]).enumerated().map { index, refused in
        .alarm(
          ChatRow.Alarm(
            id: Int64(index), at: now - Double(40 - index) * Span.minute, refusal: refused.0, by: refused.1))
      }
    }

    var messageDetails: [Sample<DetailsState>] {
      func own(_ delivery: Delivery) -> DetailsState {
        DetailsState(
          connection: offline,
          details: .ready(
            MessageDetails(
              message: self.own(delivery), readers: [cast.daughter, cast.nurse])))
      }
      let known = MessageDetails(
        message: afraid, sentAt: now - 30 * Span.minute, readers: [cast.nurse, cast.planner], others: [cast.daughter])
      return [
        Sample("details", DetailsState(connection: online, details: .ready(known))),
        Sample("details-loading", DetailsState(connection: online, details: .loading)),
        Sample("details-error", DetailsState(connection: online, details: .failed(.notThere))),
        Sample("details-waiting-offline", own(.waiting)),
        Sample("details-annotated", DetailsState(connection: online, details: .ready(annotatedDetails))),
        Sample("details-refused", own(.refused)),
        Sample("details-problem", with(own(.refused)) { $0.problem = .textTooLong }),
      ] + attentiveDetails
    }
  }
#endif
