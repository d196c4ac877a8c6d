import KithKit
import KithStrings

/// A question before something that cannot easily be undone, in words.
struct Asked: Equatable {
  let title: String
  let consequence: String
  let yes: String
}

extension Strings {
  /// What is asked, what will happen, and the word for yes.
  func asked(_ question: Question) -> Asked {
    switch question {
    // Whoever speaks for the patient is asked about in words of their own.
    case .approve(let invitation) where invitation.role == .proxy:
      Asked(
        title: peopleAskApproveProxy(name: invitation.invitee ?? chatSomeone), consequence: peopleAskApproveProxyBody,
        yes: peopleYesApproveProxy)
    case .approve(let invitation):
      Asked(
        title: peopleAskApprove(name: invitation.invitee ?? chatSomeone),
        consequence: invitation.role.isStaff ? peopleAskApproveStaff : peopleAskApproveBody, yes: peopleYesApprove)
    case .renew(_, let old):
      Asked(title: peopleAskRenew(name: old.name), consequence: peopleAskRenewBody, yes: peopleYesRenew)
    case .decline(let invitation):
      Asked(
        title: peopleAskDecline(name: invitation.invitee ?? chatSomeone), consequence: peopleAskDeclineBody,
        yes: peopleYesDecline)
    case .takeBack:
      Asked(title: peopleAskTakeBack, consequence: peopleAskTakeBackBody, yes: peopleYesTakeBack)
    case .remove(let person):
      Asked(title: peopleAskRemove(name: person.name), consequence: peopleAskRemoveBody, yes: peopleYesRemove)
    case .goOnWithout(let person):
      Asked(
        title: peopleAskRemoveQuietly(name: person.name), consequence: peopleAskRemoveQuietlyBody,
        yes: peopleYesRemoveQuietly)
    case .startAnew: Asked(title: peopleAskAnew, consequence: peopleAskAnewBody, yes: peopleYesAnew)
    }
  }

  /// Why one may not do something.
  func whyNot(_ why: WhyNot) -> String {
    switch why {
    case .notThePatient: peopleOnlyPatient
    case .notInRoom: problemNotInCircle
    case .revoked: problemRevoked
    case .forgotten: problemForgotten
    case .notTheirRole: whyNotTheirRole
    case .notInvited: whyNotInvited
    case .oneself: problemOneself
    case .notTheirWords: whyNotTheirWords
    case .noWords: whyNoWords
    case .notSent: whyNotSent
    case .notRefused: whyNotRefused
    case .tooLate: whyTooLate
    }
  }

  /// Why somebody does not come in as one of the clinic's staff.
  func refused(_ word: ClinicsWord) -> String {
    switch word {
    case .vouches, .nothing: peopleNotVouched
    case .otherRole: peopleOtherRole
    case .nameless: peopleUntold
    case .revoked: peopleRevoked
    }
  }

  /// Where an invitation stands.
  func stage(_ invitation: GivenInvitation, _ moments: Moments) -> String {
    switch invitation.stage {
    case .open: peopleOpen(day: moments.day(invitation.expires))
    case .unsent: peopleUnsent
    case .expired: peopleExpired
    case .refused: peopleRefused
    case .spoiled: peopleSpoiled
    case .approved(let name, _): peopleApproved(name: name.isEmpty ? chatSomeone : name)
    case .answered(let answer): peopleAnswered(name: answer.name.isEmpty ? chatSomeone : answer.name)
    }
  }

  /// What someone in a role reads and does.
  func help(_ role: Role) -> String {
    switch role {
    case .proxy: inviteProxyHelp
    case .family: inviteFamilyHelp
    case .clinician: inviteClinicianHelp
    case .coordinator: inviteCoordinatorHelp
    case .patient, .administrator: ""
    }
  }

  /// Who invites, and as what.
  func inviter(_ invitation: Invitation) -> String {
    switch invitation {
    case .fromClinic(_, let clinic): clinic.map { consentFromNamedClinic(clinic: $0) } ?? consentFromClinic
    case .fromPatient(_, let role, let relationship):
      consentFromPatient(role: self.role(role, relationship: relationship))
    }
  }

  /// When Kith locks.
  func lockAfter(_ after: LockAfter) -> String {
    after == .atOnce ? settingsAtOnce : settingsAfterMinutes(count: after.minutes)
  }
}

extension Role {
  /// The staff's roles, for which the clinic must vouch.
  var isStaff: Bool { self == .clinician || self == .coordinator || self == .administrator }
}

extension GivenInvitation {
  /// The name of whoever answered.
  fileprivate var invitee: String? {
    switch stage {
    case .answered(let answer): answer.name.isEmpty ? nil : answer.name
    case .approved(let name, _): name.isEmpty ? nil : name
    case .open, .unsent, .expired, .refused, .spoiled: nil
    }
  }
}
