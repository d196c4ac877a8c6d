import KithKit

extension InboxState {
  /// The clinics, once they are here.
  var all: [ClinicCircles] { clinics.value ?? [] }
  /// The circles of all clinics.
  var circles: [CircleItem] { all.flatMap(\.circles) }
}

extension PeopleState {
  /// Who is in the circle, in the order of the alphabet.
  var names: [String] { (circle.value?.members ?? []).map(\.person.name).sorted() }

  /// The first invitation that someone answered.
  var answered: GivenInvitation? {
    circle.value?.invitations.first { if case .answered = $0.stage { true } else { false } }
  }

  /// Someone of the circle.
  func person(_ name: String) -> Person? {
    circle.value?.members.first { $0.person.name == name }?.person
  }
}

extension PeopleState {
  /// Where the invitations stand.
  var stages: [InvitationStage] { (circle.value?.invitations ?? []).map(\.stage) }
}

extension InviteState {
  /// The link, once it is made.
  var made: Made? { if case .made(let made) = self { made } else { nil } }
  /// What is chosen, until then.
  var choosing: Choosing? { if case .choosing(let choosing) = self { choosing } else { nil } }
}

extension ChatState {
  /// The rows, once they are here.
  var rows: [ChatRow] { timeline.value?.rows ?? [] }

  /// The words of everyone.
  var messages: [ChatRow.Message] { rows.compactMap(\.message) }

  /// What was refused first.
  var alarm: ChatRow.Alarm? {
    rows.lazy.compactMap { if case .alarm(let alarm) = $0 { alarm } else { nil } }.first
  }

  /// How far someone's words have come.
  func delivery(_ body: String) -> Delivery? {
    messages.first { $0.body == body }?.delivery
  }

  /// Whether someone's words went out.
  func wentOut(_ body: String) -> Bool {
    delivery(body)?.wentOut == true
  }
}

extension Delivery {
  /// Whether the relay has it. Those who read say seconds later that it came: whoever waits for ``sent`` alone may
  /// look too late.
  var wentOut: Bool {
    switch self {
    case .sent, .delivered, .seen: true
    case .waiting, .refused, .received: false
    }
  }
}
