import KithCore

/// For whom words are that someone begins: for those who read what they answer, which the core says, until they choose
/// otherwise. What is begun stays for whom it was begun. `Reading` in Kotlin.
struct Reading {
  private var answered: Answers?
  /// What was answered when the person chose; `nil` where they did not.
  private var chosen: Answers?
  /// What was answered when they sent something, and who reads that.
  private var sent: (answered: Answers?, audience: Audience)?

  /// For whom the field is now that `now` is answered.
  mutating func audience(of field: ComposerState, now: Answers) -> Audience {
    answered = now
    if !field.draft.allSatisfy(\.isWhitespace) || chosen == now { return field.audience }
    let wanted = Audience(now.audience).narrower(own(now))
    // What comes does not widen what they chose.
    if chosen != nil, wanted == .circle { return field.audience }
    chosen = nil
    return wanted
  }

  /// Who reads what they said last, as long as nobody said anything since: it may not be shown yet.
  private func own(_ now: Answers) -> Audience {
    guard let sent, sent.answered?.row == now.row else { return .circle }
    return sent.audience
  }

  /// They chose who reads it.
  mutating func choose() { chosen = answered }

  /// They sent it.
  mutating func send(to audience: Audience) {
    sent = (answered, audience)
    chosen = nil
  }
}

extension Audience {
  /// Of two, the one that fewer people are in.
  fileprivate func narrower(_ other: Audience) -> Audience { self == .care || other == .care ? .care : .circle }
}
