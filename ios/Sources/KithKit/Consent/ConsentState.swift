import Foundation

/// What someone agrees to before they are let in, in plain words.
public struct ConsentState: Sendable, Equatable, Discreet {
  /// What the link says.
  public var invitation: Invitation
  /// What they want to be called; the field's content.
  public var name: String
  /// How far it has come.
  public var phase: ConsentPhase
  /// Why it did not go on.
  public var problem: Problem?

  /// A consent that is asked for.
  public init(invitation: Invitation, name: String = "", phase: ConsentPhase = .deciding, problem: Problem? = nil) {
    self.invitation = invitation
    self.name = name
    self.phase = phase
    self.problem = problem
  }
}

/// What an invitation's link says. Good until `expires`.
public enum Invitation: Sendable, Equatable, Discreet {
  /// A clinic enrols someone. `clinic` is its name, if it is known already.
  case fromClinic(expires: Date, clinic: String? = nil)
  /// A patient invites someone, `relationship` in the patient's words (may be empty).
  case fromPatient(expires: Date, role: Role, relationship: String = "")

  /// Good until then.
  public var expires: Date {
    switch self {
    case .fromClinic(let expires, _): expires
    case .fromPatient(let expires, _, _): expires
    }
  }
}

/// How far consent has come.
public enum ConsentPhase: Sendable, Equatable, CaseIterable {
  /// The person reads and decides.
  case deciding
  /// They said yes; it is on its way.
  case sending
  /// The patient has to say yes too.
  case waitingForPatient
}

/// What a person can do.
public enum ConsentEvent: Sendable, Equatable, Discreet {
  /// The name field's new content.
  case nameChanged(String)
  /// Yes, under the name in the field.
  case agree
  /// No: nothing is kept or sent.
  case refuse
  /// While waiting: on to the list of circles.
  case `continue`
  /// Do the one thing about a problem.
  case resolve(Remedy)
}
