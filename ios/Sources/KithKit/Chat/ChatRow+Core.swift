import Foundation
import KithCore

extension ChatRow {
  /// A row as a conversation shows it.
  init(_ row: TimelineRow) {
    let about = Person(of: row)
    let at = Date(milliseconds: row.sentAt)
    switch row.content {
    case .text, .hidden:
      if let about {
        self = .message(
          Message(
            id: row.id, at: at, sender: about, audience: Audience(row.audience), body: row.words,
            delivery: Delivery(row), clockOff: row.clockOff, edited: row.isEdited,
            signs: row.signs.map { MessageSign(sign: $0.sign, count: Int($0.count), mine: $0.mine) },
            may: Set(row.may.map { Act($0) }), quote: row.quote.map { Quote($0) },
            live: row.live.map { Live($0) }, pinned: !row.pinnedBy.isEmpty,
            named: row.named.map { Int($0.start)..<Int($0.end) },
            undoUntil: row.undoUntil.map(Date.init(milliseconds:))))
      } else {
        // Nobody said it whom this device knows: it cannot be told from words that were put in.
        self = .notice(Notice(id: row.id, at: at, kind: .unreadable))
      }
    case .deleted:
      if let about {
        self = .deleted(Deleted(id: row.id, at: at, sender: about, audience: Audience(row.audience)))
      } else {
        self = .notice(Notice(id: row.id, at: at, kind: .unreadable))
      }
    case .newer, .later:
      // A later version of Kith wrote it.
      self = .notice(Notice(id: row.id, at: at, kind: .newerContent, about: about))
    case .happened(let happened, let times):
      if let kind = NoticeKind(happened, in: row.audience) {
        self = .notice(Notice(id: row.id, at: at, kind: kind, about: about, times: Int(times)))
      } else {
        self = .alarm(Alarm(id: row.id, at: at, refusal: Refusal(happened) ?? .other, by: about))
      }
    }
  }
}

extension TimelineRow {
  /// The words of a row that someone wrote; nothing where they are not told here.
  var words: String {
    if case .text(let body, _) = content { body } else { "" }
  }

  /// Whether they are others than at first.
  fileprivate var isEdited: Bool {
    if case .text(_, let edited) = content { edited } else { false }
  }
}

extension Live {
  fileprivate init(_ live: KithCore.Live) {
    self.init(
      words: Int(live.span.start)..<Int(live.span.end), target: live.target,
      host: live.kind == .link ? live.host : nil, date: live.kind == .date)
  }
}

extension Quote {
  /// What is answered, as the core has it.
  init(_ row: QuoteRow) {
    let state: QuoteState =
      switch row.state {
      case .here: .here
      case .deleted: .deleted
      case .notHere: .notHere
      }
    self.init(
      state: state, rowId: row.row, name: row.senderName, mine: row.senderIsMe,
      words: row.cut ? row.words + "…" : row.words)
  }
}

extension Act {
  fileprivate init(_ act: KithCore.Act) {
    self =
      switch act {
      case .react: .react
      case .reply: .reply
      case .edit: .edit
      case .delete: .delete
      case .pin: .pin
      case .forward: .forward
      case .writeAgain: .writeAgain
      }
  }
}

extension Delivery {
  fileprivate init(_ row: TimelineRow) {
    self =
      switch (row.state, row.reached) {
      case (.queued, _): .waiting
      case (.refused, _): .refused
      case (.received, _): .received
      case (.sent, .delivered): .delivered
      case (.sent, .seen): .seen
      case (.sent, .sent), (.sent, nil): .sent
      }
  }
}

extension NoticeKind {
  /// What happened, of a row that no one wrote; `nil` for what was refused.
  fileprivate init?(_ notice: KithCore.Notice, in room: KithCore.Audience) {
    switch notice {
    // Whoever comes or goes does so in each room: the one for all says it, the other what it means.
    case .joined: self = room == .care ? .joinedCare : .joined
    case .left: self = room == .care ? .leftCare : .left
    case .leftQuietly: self = .leftQuietly
    case .removed: self = .youWereRemoved
    case .lostPlace, .stateLost, .forgotten, .leftBehind: self = .lostPlace
    case .putBack: self = .putBack
    case .copied: self = .copied
    case .undecryptable: self = .unreadable
    case .withheld: self = .withheld
    case .shownOtherwise: self = .shownOtherwise
    case .heldBack: self = .heldBack
    case .handedOut: self = .handedOut
    case .readded: self = .readded
    case .unconfirmed: self = .unconfirmed
    case .confirmed: self = .confirmed
    case .missed: self = .missed
    case .resent: self = .resent
    case .gone: self = .gone
    case .relayRestored: self = .relayRestored
    case .anew: self = .anew
    case .anewLost: self = .anewLost
    case .anewBlocked: self = .anewBlocked
    case .anewFull: self = .anewFull
    case .notSaid: self = .notSaid
    case .notChanged: self = .notChanged
    case .laterNotSent: self = .laterNotSent
    case .laterTooLate: self = .laterTooLate
    case .overNotSent: self = .overNotSent
    case .leftOut: self = .leftOut
    case .strangerAdded, .removedWithoutPatient, .readdedUnasked, .kept, .identityChanged, .uncertified,
      .notTheirs, .unknownChange, .expiring, .settingsChanged, .policyChanged, .wrongKey, .unreadableChange, .wrongMark,
      .otherKey, .notTheirWords, .tooMuch, .saidOtherwise, .linkAnsweredTwice, .tooManyDevices, .anotherDevice:
      return nil
    }
  }
}

extension Refusal {
  /// What was refused; `nil` for everything else that happened.
  fileprivate init?(_ notice: KithCore.Notice) {
    switch notice {
    case .strangerAdded: self = .strangerAdded
    case .removedWithoutPatient, .readdedUnasked: self = .removedWithoutPatient
    case .kept: self = .kept
    case .identityChanged, .uncertified, .notTheirs: self = .identity
    case .otherKey: self = .otherKey
    case .linkAnsweredTwice: self = .linkAnsweredTwice
    case .anotherDevice: self = .anotherDevice
    case .unknownChange, .expiring, .settingsChanged, .policyChanged, .wrongKey, .unreadableChange, .wrongMark,
      .notTheirWords, .tooMuch, .saidOtherwise, .tooManyDevices:
      self = .other
    case .joined, .left, .removed, .lostPlace, .stateLost, .forgotten, .leftBehind, .putBack, .copied, .undecryptable,
      .withheld, .shownOtherwise, .heldBack, .handedOut, .readded, .unconfirmed, .confirmed, .missed, .resent, .gone, .relayRestored, .leftQuietly, .anew, .anewLost, .anewBlocked, .anewFull,
      .notSaid, .notChanged, .laterNotSent, .laterTooLate, .overNotSent, .leftOut:
      return nil
    }
  }
}
