import KithKit
import KithStrings

extension Strings {
  /// The word for a delivery; `nil` where there is nothing to say.
  public func delivery(_ delivery: Delivery) -> String? {
    switch delivery {
    case .waiting: chatWaiting
    case .sent: chatSent
    case .delivered: chatDelivered
    case .seen: chatSeen
    case .refused: chatRefused
    case .received: nil
    }
  }

  /// What a sign says: of those that are offered a word, of others the sign.
  public func sign(_ sign: String) -> String {
    switch sign {
    case "👍": chatSignGood
    case "❤️": chatSignLove
    case "🙏": chatSignThanks
    case "😊": chatSignGlad
    case "😢": chatSignSad
    default: sign
    }
  }

  /// Whose words are answered.
  public func answered(_ quote: Quote) -> String {
    if quote.state == .notHere { return chatQuoteNotHere }
    return quote.mine ? chatQuoteYou : chatQuoteBy(name: quote.name ?? chatSomeone)
  }

  /// The first of the words that are answered; `nil` where nothing is known of them.
  public func words(_ quote: Quote) -> String? {
    switch quote.state {
    case .here: quote.words
    case .deleted: chatQuoteDeleted
    case .notHere: nil
    }
  }

  /// A sign that was put to a message, as it is spoken.
  private func spoken(_ sign: MessageSign) -> String {
    let counted = chatSignCount(count: sign.count, sign: self.sign(sign.sign))
    return sign.mine ? chatSignMine(counted: counted) : counted
  }

  /// Where a message stood that its sender took back.
  public func deleted(_ row: ChatRow.Deleted) -> String {
    row.sender.me ? chatDeletedYou : chatDeletedBy(name: row.sender.name)
  }

  /// The same, as it is spoken.
  public func spoken(_ row: ChatRow.Deleted, _ moments: Moments) -> String {
    [deleted(row), moments.time(row.at), only(row.audience)]
      .compactMap(\.self).joined(separator: " ")
  }

  /// One sentence about something that happened.
  public func notice(_ notice: ChatRow.Notice) -> String {
    let name = notice.about?.name ?? chatSomeone
    return switch notice.kind {
    case .joined: chatJoined(name: name)
    case .left: chatLeft(name: name)
    case .joinedCare: chatJoinedCare(name: name)
    case .leftCare: chatLeftCare(name: name)
    case .leftQuietly: chatLeftQuietly(name: name)
    case .youWereRemoved: chatYouWereRemoved
    case .lostPlace: notice.maker.map { chatLostPlaceBy(name: $0.name) } ?? chatLostPlace
    case .putBack: chatPutBack
    case .copied: chatCopied
    case .readded: chatReadded(name: name)
    case .unconfirmed: chatUnconfirmed(name: name)
    case .confirmed: chatConfirmed(name: name)
    case .unreadable: chatUnreadable(count: notice.times)
    case .newerContent: chatNewerContent
    case .withheld: chatWithheld(name: name)
    case .shownOtherwise: chatShownOtherwise(name: name)
    case .heldBack: chatHeldBack
    case .handedOut: chatHandedOut
    case .missed: chatMissed
    case .resent: chatResent(name: name)
    case .gone: chatGone(name: name)
    case .relayRestored: chatRelayRestored
    case .anew: chatAnew
    case .anewLost: chatAnewLost
    case .anewBlocked: chatAnewBlocked
    case .anewFull: chatAnewFull
    case .notSaid: chatNotSaid
    case .notChanged: chatNotChanged
    case .laterNotSent: chatLaterNotSent
    case .laterTooLate: chatLaterTooLate
    case .overNotSent: chatOverNotSent
    case .leftOut: chatLeftOut(name: name)
    }
  }

  /// What to do where something of the conversation is missing or may go wrong; `nil` where there is nothing to do.
  public func advice(_ kind: NoticeKind) -> String? {
    switch kind {
    case .withheld: chatWithheldAdvice
    case .shownOtherwise: chatShownOtherwiseAdvice
    case .heldBack: chatHeldBackAdvice
    case .missed: chatMissedAdvice
    case .gone: chatGoneAdvice
    case .unreadable: chatUnreadableAdvice
    case .relayRestored: chatRelayRestoredAdvice
    case .putBack: chatPutBackAdvice
    case .copied: chatCopiedAdvice
    case .overNotSent: chatOverNotSentAdvice
    case .leftOut: chatLeftOutAdvice
    default: nil
    }
  }

  /// What the patient can do about whoever made what stopped this device; `nil` where it was nobody's doing.
  public func makerAdvice(_ notice: ChatRow.Notice) -> String? {
    notice.maker.map { chatLostPlaceByAdvice(name: $0.name) }
  }

  /// What the patient can do besides, where it does not end by itself; `nil` where there is no need.
  public func wayOn(_ kind: NoticeKind) -> String? {
    switch kind {
    case .shownOtherwise, .heldBack: chatAnewAdvice
    default: nil
    }
  }

  /// What was stopped, said to the patient if the circle is `mine`.
  public func alarm(_ alarm: ChatRow.Alarm, mine: Bool = false) -> String {
    let name = alarm.by?.name ?? chatSomeone
    return switch alarm.refusal {
    case .strangerAdded: mine ? chatAlarmStrangerYou(name: name) : chatAlarmStranger(name: name)
    case .removedWithoutPatient: mine ? chatAlarmRemovedYou(name: name) : chatAlarmRemoved(name: name)
    case .kept: chatAlarmKept(name: name)
    case .identity: chatAlarmIdentity
    case .otherKey: chatAlarmOtherKey(name: name)
    case .linkAnsweredTwice: chatAlarmLinkTwice(name: name)
    case .anotherDevice: chatAlarmAnotherDevice(name: name)
    case .other where alarm.by == nil: mine ? chatAlarmSomeoneYou : chatAlarmSomeone
    case .other: mine ? chatAlarmOtherYou(name: name) : chatAlarmOther(name: name)
    }
  }

  /// What to do about what was stopped, or is not as it was.
  public func advice(_ alarm: ChatRow.Alarm) -> String {
    if [.otherKey, .linkAnsweredTwice].contains(alarm.refusal) { return chatAlarmOtherKeyAdvice }
    if alarm.refusal == .anotherDevice { return chatAlarmAnotherDeviceAdvice }
    return alarm.by == nil ? chatAlarmAdvice : chatAlarmAdvicePhone
  }

  /// A row in one line, as a list shows it: of what is for a few only, only that.
  public func line(_ row: ChatRow) -> String {
    switch row {
    case .message(let message) where message.sender.me: inboxLastMine(text: inPassing(message))
    case .message(let message): inboxLastLine(name: sender(message.sender), text: inPassing(message))
    case .deleted(let deleted): self.deleted(deleted)
    case .notice(let notice): self.notice(notice)
    case .alarm: chatAlarmTitle
    }
  }

  private func inPassing(_ message: ChatRow.Message) -> String {
    only(message.audience) ?? message.body
  }

  /// For which few something is; nothing where everyone reads it.
  func only(_ audience: Audience) -> String? {
    switch audience {
    case .circle: nil
    case .care: chatOnlyClinic
    case .pair: chatOnlyPair
    }
  }

  /// Who will read what is being written, said to the patient if the circle is `mine`.
  public func readers(_ audience: Audience, _ readers: [Person], mine: Bool = false) -> String {
    guard !readers.isEmpty else { return chatReadNobody }
    let names = list(readers.map(\.name))
    return switch audience {
    case .circle: chatReadCircle(names: names)
    case .care: mine ? chatReadCareYou(names: names) : chatReadCare(names: names)
    case .pair: chatReadPair(names: names)
    }
  }

  /// What VoiceOver says of a message: sender, role, text, state, in that order.
  public func spoken(_ message: ChatRow.Message, _ moments: Moments, mine: Bool = false) -> String {
    let sender = message.sender.me ? chatYou : message.sender.name
    let quoted = message.quote.map { [answered($0), words($0)].compactMap(\.self).joined(separator: ": ") }
    let state: [String?] = [
      quoted, message.edited ? chatEdited : nil, moments.time(message.at), message.clockOff ? chatClockOff : nil,
      delivery(message.delivery), only(message.audience), message.pinned ? chatPinned : nil,
    ]
    let said = (state + message.signs.map { spoken($0) }).compactMap(\.self).joined(separator: ", ")
    return [sender, role(message.sender, mine: mine), message.body, said].joined(separator: ". ")
  }

  /// When a circle's last row was, in short.
  public func lately(_ row: ChatRow, _ moments: Moments) -> String {
    switch moments.daysAgo(row.at) {
    case 0: moments.time(row.at)
    case 1: momentYesterday
    default: moments.shortDay(row.at)
    }
  }

  /// Why one cannot write, or what becomes of what one writes, said to the patient if the circle is `mine`; `nil` for
  /// whoever simply can.
  public func standing(_ standing: Standing, mine: Bool = false) -> (title: String, body: String)? {
    switch standing {
    case .member: nil
    case .waitingForPatient: (chatWaitingForPatientTitle, chatWaitingForPatientBody)
    case .removed: (chatRemovedTitle, chatRemovedBody)
    case .declined: (chatDeclinedTitle, chatDeclinedBody)
    case .revoked: (chatRevokedTitle, chatRevokedBody)
    case .forgotten: (chatForgottenTitle, chatForgottenBody)
    case .rejoining: (chatRejoiningTitle, mine ? chatRejoiningBodyYou : chatRejoiningBody)
    }
  }

  /// How a circle stands, in one line of the list.
  public func standingInBrief(_ standing: Standing) -> String? {
    switch standing {
    case .member: nil
    case .waitingForPatient: inboxWaitingForPatient
    case .removed: inboxRemoved
    case .declined: chatDeclinedBody
    case .revoked: chatRevokedBody
    case .forgotten: chatForgottenBody
    case .rejoining: inboxRejoining
    }
  }
}

extension ChatRow.Notice {
  /// Whose change this device could not open; `nil` where that is not known, or it was nobody's doing.
  fileprivate var maker: Person? {
    guard kind == .lostPlace, let about, !about.me else { return nil }
    return about
  }
}
