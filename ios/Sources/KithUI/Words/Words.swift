import KithKit
import KithStrings

extension Strings {
  /// The word for a role.
  public func role(_ role: Role) -> String {
    switch role {
    case .patient: rolePatient
    case .proxy: roleProxy
    case .family: roleFamily
    case .clinician: roleClinician
    case .coordinator: roleCoordinator
    case .administrator: roleAdministrator
    }
  }

  /// The word for a role; to the patient, whose circle it is if it is `mine`, it says "you".
  public func role(_ role: Role, mine: Bool) -> String {
    mine && role == .proxy ? roleProxyOfYou : self.role(role)
  }

  /// The word for a role, with the patient's own word if there is one.
  public func role(_ role: Role, relationship: String, mine: Bool = false) -> String {
    let word = self.role(role, mine: mine)
    return relationship.isBlank ? word : "\(isolated(word)) · \(isolated(relationship))"
  }

  /// The word for someone's role, with the patient's own word for them if there is one, and what stands against them.
  public func role(_ person: Person, mine: Bool = false) -> String {
    let role = role(person.role, relationship: person.relationship, mine: mine)
    return switch person.doubt {
    case nil: role
    case .revoked?: doubt(.revoked)
    case let doubt?: "\(isolated(role)) · \(isolated(self.doubt(doubt)))"
    }
  }

  /// Who says something, where their role does not stand beside it: what stands against them does, all the same.
  public func sender(_ person: Person) -> String {
    person.doubt.map { "\(isolated(person.name)) · \(isolated(doubt($0)))" } ?? person.name
  }

  private func doubt(_ doubt: Doubt) -> String {
    switch doubt {
    case .otherKey: roleOtherDevice
    case .different: roleOtherNumber
    case .revoked: roleNotOfClinic
    }
  }

  /// Someone's name, and that it is oneself.
  public func name(_ person: Person) -> String {
    person.me ? "\(isolated(person.name)) (\(isolated(roleYou)))" : person.name
  }

  /// The word for who reads something.
  public func audience(_ audience: Audience) -> String {
    switch audience {
    case .circle: audienceCircle
    case .care: audienceCare
    case .pair: audiencePair
    }
  }

  /// `Ana, Rosa and Joy`.
  public func list(_ names: [String]) -> String {
    guard let last = names.last else { return "" }
    guard let first = names.dropLast().first else { return last }
    let others = names.dropFirst().dropLast().reduce(first) { chatListed(first: $0, second: $1) }
    return chatAnd(first: others, second: last)
  }

  /// The same of people; oneself is "you".
  public func names(_ people: [Person]) -> String {
    list(people.map { $0.me ? chatYou : $0.name })
  }

  /// One plain sentence about a problem.
  public func sentence(_ problem: Problem) -> String {
    switch problem {
    case .noConnection: problemNoConnection
    case .notALink: problemNotALink
    case .linkCutOff: problemLinkCutOff
    case .linkDamaged: problemLinkDamaged
    case .linkWebPage: problemLinkWebPage
    case .linkOwn: problemLinkOwn
    case .alreadyIn: problemAlreadyIn
    case .linkExpired: problemLinkExpired
    case .linkUsed: problemLinkUsed
    case .linkReplaced: problemLinkReplaced
    case .linkTakenBack: problemLinkTakenBack
    case .linkUnknown: problemLinkUnknown
    case .notTheClinic: problemNotTheClinic
    case .intercepted: problemIntercepted
    case .proxyLogin: problemProxyLogin
    case .clockWrong: problemClockWrong
    case .nameUnfit: problemNameUnfit
    case .nameTooLong: problemNameTooLong
    case .nameSigns: problemNameSigns
    case .textTooLong: problemTextTooLong
    case .noSign: problemNoSign
    case .tooManyInvitations: problemTooManyInvitations
    case .tooManyLater: problemTooManyLater
    case .notVouched: problemNotVouched
    case .oldWord: problemOldWord
    case .oneself: problemOneself
    case .revoked: problemRevoked
    case .forgotten: problemForgotten
    case .notAllowed: problemNotAllowed
    case .notInCircle: problemNotInCircle
    case .notThere: problemNotThere
    case .takenBack: problemTakenBack
    case .notSent: whyNotSent
    case .tooLate: problemTooLate
    case .deviceFull: problemDeviceFull
    case .updateNeeded: problemUpdateNeeded
    case .locked: problemLocked
    case .damaged: problemDamaged
    case .unexpected: problemUnexpected
    }
  }

  /// What stands over the sentence about a problem where it has the whole screen; `nil`: the sentence is enough.
  public func title(_ problem: Problem) -> String? {
    switch problem {
    case .deviceFull: problemFullTitle
    case .updateNeeded: problemUpdateTitle
    case .locked: problemLockedTitle
    case .damaged: problemDamagedTitle
    default: nil
    }
  }

  /// What the button for a remedy says.
  public func remedy(_ remedy: Remedy) -> String {
    switch remedy {
    case .tryAgain: actionTryAgain
    case .goBack: actionGoBack
    case .understood: actionUnderstood
    case .update: actionUpdate
    case .freeSpace: actionFreeSpace
    case .unlock: actionUnlock
    case .startOver: actionStartOver
    }
  }

  /// How old everything is, while there is no network.
  public func offline(_ connection: Connection, _ moments: Moments) -> String {
    let asOf = connection.asOf.map { offlineAsOf(moment: moment($0, moments)) } ?? offlineNever
    return "\(offlineTitle(connection)). \(asOf)"
  }

  /// What stands between here and the clinic, in a few words.
  func offlineTitle(_ connection: Connection) -> String {
    switch connection.barred {
    case nil: connection.partly ? offlinePartly : offlineTitle
    case .login: barredLoginTitle
    case .proxyLogin: barredProxyTitle
    case .clock: barredClockTitle
    case .full: barredFullTitle
    case .stopped: barredStoppedTitle
    }
  }
}

extension String {
  /// Whether there is nothing in it to read.
  var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
