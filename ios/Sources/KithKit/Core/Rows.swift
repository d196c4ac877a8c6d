import Foundation
import KithCore

extension Date {
  /// A time of the core's: milliseconds since 1970 (UTC).
  init(milliseconds: UInt64) {
    self.init(timeIntervalSince1970: Double(milliseconds) / 1000)
  }

  /// As the core has it; before 1970 there was nothing.
  var milliseconds: UInt64 { UInt64(max(0, timeIntervalSince1970 * 1000)) }
}

extension Role {
  /// A role of the core's.
  init(_ role: KithCore.Role) {
    self =
      switch role {
      case .patient: .patient
      case .proxy: .proxy
      case .family: .family
      case .clinician: .clinician
      case .coordinator: .coordinator
      case .administrator: .administrator
      }
  }

  /// As the core names it.
  var core: KithCore.Role {
    switch self {
    case .patient: .patient
    case .proxy: .proxy
    case .family: .family
    case .clinician: .clinician
    case .coordinator: .coordinator
    case .administrator: .administrator
    }
  }
}

extension Audience {
  /// An audience of the core's.
  init(_ audience: KithCore.Audience) {
    self =
      switch audience {
      case .circle: .circle
      case .care: .care
      case .pair: .pair
      }
  }

  /// As the core names it.
  var core: KithCore.Audience {
    switch self {
    case .circle: .circle
    case .care: .care
    case .pair: .pair
    }
  }
}

extension Person {
  /// Someone who is or was in a circle.
  init(_ row: PersonRow) {
    self.init(
      id: row.person, name: row.name, role: Role(row.role), relationship: row.relationship, me: row.me,
      doubt: row.doubt.map { Doubt($0) })
  }

  /// Whom a row is from or about; `nil` where nobody is known.
  init?(of row: TimelineRow) {
    guard let id = row.sender, let role = row.senderRole else { return nil }
    self.init(
      id: id, name: row.senderName ?? "", role: Role(role), relationship: row.senderRelationship,
      me: row.senderIsMe, doubt: row.senderDoubt.map { Doubt($0) })
  }
}

extension Doubt {
  /// A doubt of the core's.
  init(_ doubt: KithCore.Doubt) {
    self =
      switch doubt {
      case .otherKey: .otherKey
      case .different: .different
      case .revoked: .revoked
      }
  }
}

extension WhyNot {
  /// A reason of the core's.
  init(_ why: KithCore.WhyNot) {
    self =
      switch why {
      case .notThePatient: .notThePatient
      case .notInRoom: .notInRoom
      case .revoked: .revoked
      case .forgotten: .forgotten
      case .notTheirRole: .notTheirRole
      case .notInvited: .notInvited
      case .oneself: .oneself
      case .notTheirWords: .notTheirWords
      case .noWords: .noWords
      case .notSent: .notSent
      case .notRefused: .notRefused
      case .tooLate: .tooLate
      }
  }
}

extension Clinic {
  /// A clinic where the person is enrolled.
  init(_ row: ClinicRow) {
    self.init(
      id: String(row.account), name: row.name, emergency: row.emergency, hours: row.hours, telephone: row.telephone,
      oldSince: row.oldSince.map(Date.init(milliseconds:)))
  }
}

extension Connection {
  /// How fresh a circle of this clinic is.
  init(_ clinic: ClinicRow, _ asOf: UInt64?) {
    self.init(
      offline: clinic.reach.cannotBeReached, asOf: asOf.map(Date.init(milliseconds:)), barred: Barred(clinic))
  }

  /// How fresh a whole list is: as old as what is oldest in it.
  init(_ inbox: Inbox) {
    self.init(
      offline: inbox.clinics.contains { $0.reach.cannotBeReached },
      asOf: inbox.asOf.map(Date.init(milliseconds:)),
      barred: inbox.clinics.lazy.compactMap { Barred($0) }.first,
      partly: inbox.isPartlyReached)
  }
}

extension Inbox {
  /// Whether some clinics can be reached and others cannot.
  var isPartlyReached: Bool { Set(clinics.map(\.reach.cannotBeReached)).count > 1 }
}

extension KithCore.Reach {
  /// Whether what is shown may be old.
  var cannotBeReached: Bool {
    switch self {
    case .unknown, .online: false
    case .offline, .intercepted, .proxyLogin, .clock, .full, .stopped: true
    }
  }
}

extension Barred {
  /// What stands between here and a clinic; `nil` where nothing is known of it.
  init?(_ clinic: ClinicRow) {
    switch clinic.reach {
    case .unknown, .online, .offline: return nil
    case .intercepted: self = .login(page: clinic.loginPage)
    case .proxyLogin: self = .proxyLogin
    case .clock: self = .clock
    case .full: self = .full
    case .stopped: self = .stopped
    }
  }
}

extension Standing {
  /// How this person stands in a circle.
  init(_ circle: CircleRow) {
    self =
      switch circle.standing {
      case .member: .member
      case .removed: .removed
      case .revoked: .revoked
      case .forgotten: .forgotten
      case .rejoining: .rejoining
      }
  }

  /// How this person stands to a circle that they were invited to.
  init(_ joining: JoiningStanding) {
    self =
      switch joining {
      case .waiting: .waitingForPatient
      case .declined: .declined
      case .revoked: .revoked
      case .forgotten: .forgotten
      }
  }
}
