#if DEBUG
  import Foundation
  import KithKit

  /// What of the messages is important, who has them, and whom they name.
  extension Samples {
    private var acts: Set<Act> { [.react, .reply, .pin] }

    /// One's own newest words, and how far they have come.
    private func own(reached: Delivery) -> ChatState {
      let mine = with(own(.sent)) { ($0.delivery, $0.may) = (reached, [.react, .reply, .edit, .delete, .pin]) }
      return with(chat(Array(rows.prefix(6)) + [.message(mine)])) {
        if case .ready(let timeline) = $0.timeline { $0.timeline = .ready(with(timeline) { $0.reachedRow = mine.id }) }
      }
    }

    /// A message on the shelf, of which a part is a name.
    private var important: ChatRow.Message {
      let words = "@\(cast.daughter.name): \(cast.inhaler)"
      return with(message(12, cast.nurse, now - 2 * Span.hour, words)) {
        ($0.pinned, $0.may, $0.named) = (true, acts, [0..<(cast.daughter.name.utf16.count + 1)])
      }
    }

    private func shelved(_ question: ChatQuestion? = nil) -> ChatState {
      with(chat(Array(rows.prefix(5)) + [.message(important)])) { ($0.shelved, $0.question) = (2, question) }
    }

    var attentiveChats: [Sample<ChatState>] {
      [
        Sample("chat-delivered", own(reached: .delivered)),
        Sample("chat-seen", own(reached: .seen)),
        Sample("chat-pinned", shelved()),
        Sample("chat-select", shelved(.select(rowId: important.id))),
        Sample("chat-day", shelved(.day(at: now - 5 * Span.hour))),
        Sample("chat-day-before", shelved(.day(at: now - 40 * Span.day))),
        Sample(
          "chat-naming",
          with(shelved()) {
            $0.composer = ComposerState(
              draft: "\(cast.draft) @", readers: [cast.daughter, cast.nurse, cast.planner],
              naming: [cast.daughter, cast.nurse, cast.planner])
          }),
      ]
    }

    var shelves: [Sample<ShelfState>] {
      let items = [
        ShelfItem(message: important, by: [cast.patient, cast.nurse]),
        ShelfItem(message: with(afraid) { $0.pinned = true }, by: [cast.nurse]),
      ]
      let shelf = ShelfState(connection: online, shelf: .ready(items), mine: true)
      return [
        Sample("shelf", shelf),
        Sample("shelf-loading", with(shelf) { $0.shelf = .loading }),
        Sample("shelf-empty", with(shelf) { $0.shelf = .ready([]) }),
        Sample("shelf-error", with(shelf) { $0.shelf = .failed(.notInCircle) }),
        Sample("shelf-problem", with(shelf) { ($0.problem, $0.connection) = (.revoked, offline) }),
      ]
    }

    var attentiveInboxes: [Sample<InboxState>] {
      let circles = [
        CircleItem(id: "k1", title: cast.circle, mine: true, last: rows.last, unread: 3, muted: true),
        CircleItem(id: "k2", title: cast.otherCircle, last: rows[3], markedUnread: true),
      ]
      return [
        Sample(
          "inbox-attention",
          InboxState(connection: online, clinics: .ready([ClinicCircles(clinic: cast.clinic, circles: circles)])))
      ]
    }

    /// A nurse for whom the clinic does not speak any more: the patient does not write to her alone.
    var notAlone: CirclePeople {
      CirclePeople(
        whyNot: nil,
        members: members.map { member in
          guard member.person.id == cast.nurse.id else { return member }
          return with(member) { ($0.vouched, $0.alone, $0.known) = (false, Alone(whyNot: .notInRoom), Known()) }
        })
    }

    var attentiveDetails: [Sample<DetailsState>] {
      let mine = with(own(.sent)) { $0.delivery = .delivered }
      let receipts = MessageDetails(
        message: mine, sentAt: mine.at, readers: [cast.daughter, cast.nurse, cast.planner],
        receipts: [
          Receipt(personId: cast.daughter.id, delivered: now - 50, seen: now - 20),
          Receipt(personId: cast.nurse.id, delivered: now - 40),
        ])
      let edited = with(inhaler) { $0.edited = true }
      let earlier = MessageDetails(
        message: edited, sentAt: edited.at, readers: [cast.daughter, cast.nurse],
        earlier: [Earlier(words: cast.paper, at: edited.at - Span.hour)])
      return [
        Sample("details-receipts", DetailsState(connection: online, details: .ready(receipts))),
        Sample("details-earlier", DetailsState(connection: online, details: .ready(earlier))),
      ]
    }
  }
#endif
