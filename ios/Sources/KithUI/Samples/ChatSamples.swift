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
        composer: composer, mine: true)
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
      ]
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
        Sample("details-refused", own(.refused)),
        Sample("details-problem", with(own(.refused)) { $0.problem = .textTooLong }),
      ]
    }

    var searches: [Sample<SearchState>] {
      let found = SearchState(query: cast.query, connection: online, hits: .ready([hit]))
      return [
        Sample("search", found),
        Sample("search-start", SearchState()),
        Sample("search-more", with(found) { $0.more = true }),
        Sample("search-loading", SearchState(query: "soup", hits: .loading)),
        Sample("search-nothing-offline", SearchState(query: "violin", connection: offline, hits: .ready([]))),
        Sample("search-error", SearchState(query: "soup", hits: .failed(.unexpected))),
      ]
    }

    private var hit: Hit {
      let body = inhaler.body
      let found = body.range(of: cast.query, options: .caseInsensitive)
      let matches = found.map { [$0.lowerBound.utf16Offset(in: body)..<$0.upperBound.utf16Offset(in: body)] }
      return Hit(
        rowId: 5, circleId: "k1", circleTitle: cast.circle, sender: cast.patient, audience: .circle, at: inhaler.at,
        body: body, matches: matches ?? [], before: Line(sender: cast.daughter, body: cast.soup),
        after: Line(sender: cast.patient, body: cast.paper))
    }
  }
#endif
