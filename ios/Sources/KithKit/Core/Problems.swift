import KithCore

extension Problem {
  /// What a failure of the core means to a person: one plain sentence, one thing to do.
  public init(_ error: any Error) {
    self = (error as? KithError).map(Problem.of) ?? .unexpected
  }

  private static func of(_ error: KithError) -> Problem {
    switch error {
    case .Retry, .Internal: .unexpected
    case .WaitForNetwork(let code): code == "network.proxy-login" ? .proxyLogin : .noConnection
    case .FixInput(let code): input(code)
    case .AskForInvitation(let code): invitation(code)
    case .NotAllowed(let code): notAllowed(code)
    case .Refresh: .notThere
    case .Unlock: .locked
    case .FreeSpace: .deviceFull
    case .UpdateApp: .updateNeeded
    case .CallClinic(let code): code == "relay.untrusted" ? .intercepted : .notTheClinic
    case .GetHelp: .damaged
    }
  }

  private static func notAllowed(_ code: String) -> Problem {
    switch code {
    case "not-a-member": .notInCircle
    case "revoked": .revoked
    case "forgotten": .forgotten
    case "not-vouched": .notVouched
    case "old-word": .oldWord
    case "oneself": .oneself
    default: .notAllowed
    }
  }

  private static func input(_ code: String) -> Problem {
    switch code {
    case "link.none": .notALink
    case "link.cut-off": .linkCutOff
    case "link.altered": .linkDamaged
    case "link.own": .linkOwn
    case "link.already-in": .alreadyIn
    case "invitations.too-many": .tooManyInvitations
    case "name.blank": .nameUnfit
    case "name.too-long": .nameTooLong
    case "name.unfit": .nameSigns
    case "content.too-long": .textTooLong
    case "clock": .clockWrong
    default: .unexpected
    }
  }

  private static func invitation(_ code: String) -> Problem {
    switch code {
    case "invitation-used": .linkUsed
    case "invitation-expired": .linkExpired
    case "invitation-replaced": .linkReplaced
    case "invitation-revoked": .linkTakenBack
    case "invitation-unknown": .linkUnknown
    case "link.web-page": .linkWebPage
    default: .linkDamaged
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
