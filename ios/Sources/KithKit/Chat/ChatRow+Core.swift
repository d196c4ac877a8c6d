import Foundation
import KithCore

extension ChatRow {
  /// A row as a conversation shows it.
  init(_ row: TimelineRow) {
    let about = Person(of: row)
    let at = Date(milliseconds: row.sentAt)
    switch row.kind {
    case .text:
      if let about {
        self = .message(
          Message(
            id: row.id, at: at, sender: about, audience: Audience(row.audience), body: row.body,
            delivery: Delivery(row.state)))
      } else {
        // Nobody said it whom this device knows: it cannot be told from words that were put in.
        self = .notice(Notice(id: row.id, at: at, kind: .unreadable))
      }
    case .alarm:
      self = .alarm(Alarm(id: row.id, at: at, refusal: Refusal(row.body), by: about))
    default:
      self = .notice(Notice(id: row.id, at: at, kind: NoticeKind(row), about: about))
    }
  }
}

extension Delivery {
  fileprivate init(_ state: MessageState) {
    self =
      switch state {
      case .queued: .waiting
      case .sent: .sent
      case .refused: .refused
      case .received: .received
      }
  }
}

extension NoticeKind {
  fileprivate init(_ row: TimelineRow) {
    self =
      switch row.kind {
      case .membership: row.body == "left" ? .left : .joined
      case .removed: .youWereRemoved
      case .broken: .lostPlace
      case .unknown: .newerContent
      case .withheld: .withheld
      case .healing: NoticeKind(healing: row.body)
      case .undecryptable, .text, .alarm: .unreadable
      }
  }

  private init(healing code: String) {
    self =
      switch code {
      case "readded": .readded
      case "unconfirmed": .unconfirmed
      case "confirmed": .confirmed
      case "resent": .resent
      case "gone": .gone
      case "relay-restored": .relayRestored
      default: .missed
      }
  }
}

extension Refusal {
  fileprivate init(_ code: String) {
    self =
      switch code {
      case "stranger-added": .strangerAdded
      case "removed-without-patient", "readded-unasked": .removedWithoutPatient
      case "kept": .kept
      case "identity", "credential", "sender": .identity
      default: .other
      }
  }
}
