import KithCore

extension Problem {
  /// What a failure means to a person.
  public init(_ error: any Error) {
    self = (error as? KithError).map { Problem(problemOf(error: $0)) } ?? .unexpected
  }

  /// A problem of the core's.
  public init(_ problem: KithCore.Problem) {
    switch problem {
    case .noConnection: self = .noConnection
    case .notALink: self = .notALink
    case .linkCutOff: self = .linkCutOff
    case .linkDamaged: self = .linkDamaged
    case .linkWebPage: self = .linkWebPage
    case .linkOwn: self = .linkOwn
    case .alreadyIn: self = .alreadyIn
    case .linkExpired: self = .linkExpired
    case .linkUsed: self = .linkUsed
    case .linkReplaced: self = .linkReplaced
    case .linkTakenBack: self = .linkTakenBack
    case .linkUnknown: self = .linkUnknown
    case .notTheClinic: self = .notTheClinic
    case .intercepted: self = .intercepted
    case .proxyLogin: self = .proxyLogin
    case .clockWrong: self = .clockWrong
    case .nameUnfit: self = .nameUnfit
    case .nameTooLong: self = .nameTooLong
    case .nameSigns: self = .nameSigns
    case .textTooLong: self = .textTooLong
    case .noSign: self = .noSign
    case .tooManyInvitations: self = .tooManyInvitations
    case .tooManyLater: self = .tooManyLater
    case .notVouched: self = .notVouched
    case .oldWord: self = .oldWord
    case .oneself: self = .oneself
    case .revoked: self = .revoked
    case .forgotten: self = .forgotten
    case .notAllowed: self = .notAllowed
    case .notInCircle: self = .notInCircle
    case .notThere: self = .notThere
    case .takenBack: self = .takenBack
    case .notSent: self = .notSent
    case .tooLate: self = .tooLate
    case .deviceFull: self = .deviceFull
    case .updateNeeded: self = .updateNeeded
    case .locked: self = .locked
    case .damaged: self = .damaged
    case .unexpected: self = .unexpected
    }
  }
}

extension Remedy {
  /// Whether what went wrong still stands there: whoever goes to make room comes back, and tries again.
  var leavesIt: Bool { self == .freeSpace }

  /// Where it leads if no screen can carry it out itself; `nil` for those that it can.
  var way: Go? {
    switch self {
    case .tryAgain, .goBack, .understood: nil
    case .update: .toUpdate
    case .freeSpace: .toDeviceSettings(forSpace: true)
    case .unlock: .toLock
    case .startOver: .toWelcome
    }
  }
}
