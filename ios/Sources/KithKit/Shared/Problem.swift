/// The one thing to do about a ``Problem``.
public enum Remedy: Sendable, Equatable, CaseIterable {
  /// Do the same again; nothing was lost.
  case tryAgain
  /// Go back to where one came from, and change something or leave it.
  case goBack
  /// Take note of it, and change what one was about to do.
  case understood
  /// Get a newer Kith.
  case update
  /// Make room on the device: its own settings.
  case freeSpace
  /// Open the lock.
  case unlock
  /// Begin anew with a new invitation.
  case startOver
}

/// What went wrong. Each has one plain sentence (`problem.*` among the strings) and one ``remedy``.
public enum Problem: Sendable, Equatable, CaseIterable {
  /// The clinic's computer cannot be reached; it goes on by itself.
  case noConnection
  /// Not an invitation at all.
  case notALink
  /// The end of the link is missing, or its beginning.
  case linkCutOff
  /// A part of the link was changed.
  case linkDamaged
  /// The link opens as a web page, which may have read it.
  case linkWebPage
  /// The person made the invitation themselves.
  case linkOwn
  /// The person is in that circle.
  case alreadyIn
  /// The invitation's time is over.
  case linkExpired
  /// Someone used the invitation already.
  case linkUsed
  /// A newer invitation was given out in place of it.
  case linkReplaced
  /// Whoever gave it out took it back.
  case linkTakenBack
  /// The clinic does not know the invitation: it was made without a network, or long ago.
  case linkUnknown
  /// The documents are not the invited clinic's: someone may stand between.
  case notTheClinic
  /// Something else answers in the clinic's place: a network that wants a login, or who means harm.
  case intercepted
  /// The network's proxy wants a name and a password.
  case proxyLogin
  /// The device's clock says a time that cannot be.
  case clockWrong
  /// No name was given, or one in which nothing is to be seen.
  case nameUnfit
  /// A name, or what the patient calls someone, is too long.
  case nameTooLong
  /// There are signs in a name that do not belong there.
  case nameSigns
  /// A message or another text is too long.
  case textTooLong
  /// What was to be put to a message is no emoji.
  case noSign
  /// As many invitations are open as there may be.
  case tooManyInvitations
  /// As many messages wait for their time as may in one conversation.
  case tooManyLater
  /// The clinic does not vouch for who would come in as its staff.
  case notVouched
  /// What the clinic said last is too old to let a new phone of its staff in.
  case oldWord
  /// A patient does not leave her own circle.
  case oneself
  /// The clinic has closed the way of this device.
  case revoked
  /// Nobody who invited the person holds them any more.
  case forgotten
  /// The person's role does not allow it.
  case notAllowed
  /// The person is not in the circle now.
  case notInCircle
  /// There is no such thing here any more.
  case notThere
  /// The message was deleted by whoever wrote it.
  case takenBack
  /// The message was not sent, and nobody else has it.
  case notSent
  /// It is too long ago to be undone.
  case tooLate
  /// The device has no room left.
  case deviceFull
  /// What is here was written by a newer Kith.
  case updateNeeded
  /// The lock is closed.
  case locked
  /// What is here cannot be read any more.
  case damaged
  /// Anything else; nothing was lost.
  case unexpected

  /// The one thing to do about it.
  public var remedy: Remedy {
    switch self {
    case .noConnection, .linkUnknown, .intercepted, .proxyLogin, .clockWrong, .unexpected: .tryAgain
    case .notALink, .linkCutOff, .linkDamaged, .linkOwn: .understood
    case .nameUnfit, .nameTooLong, .nameSigns, .textTooLong, .noSign, .takenBack, .notSent, .tooLate: .understood
    case .tooManyInvitations, .tooManyLater: .understood
    case .notVouched, .oldWord, .oneself, .revoked, .forgotten, .notAllowed: .understood
    case .linkExpired, .linkUsed, .linkReplaced, .linkTakenBack, .linkWebPage: .goBack
    case .notTheClinic, .alreadyIn, .notInCircle, .notThere: .goBack
    case .deviceFull: .freeSpace
    case .updateNeeded: .update
    case .locked: .unlock
    case .damaged: .startOver
    }
  }
}
