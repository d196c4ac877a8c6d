/// The door: what stands here instead of any other screen until the right person opens it.
public struct LockState: Sendable, Equatable, Discreet {
  /// Who may open this device, the one who was here last first. One on a phone; several on a workstation in a clinic.
  public var people: [LockedPerson]
  /// Whose lock is to be opened; a ``LockedPerson/id``.
  public var chosen: String?
  /// How far they have come.
  public var phase: LockPhase
  /// The numbers to call in an emergency that the device knows: each clinic's, where they differ.
  public var emergency: [String]
  /// The clinics' own that the device knows.
  public var telephones: [String]

  /// A door.
  public init(
    people: [LockedPerson], chosen: String?, phase: LockPhase = .closed, emergency: [String] = [],
    telephones: [String] = []
  ) {
    self.people = people
    self.chosen = chosen
    self.phase = phase
    self.emergency = emergency
    self.telephones = telephones
  }
}

/// Someone who may open this device.
public struct LockedPerson: Sendable, Equatable, Identifiable, Discreet {
  /// Opaque.
  public var id: String
  /// What they are called.
  public var name: String

  /// Someone.
  public init(id: String, name: String) {
    self.id = id
    self.name = name
  }
}

/// How far opening has come.
public enum LockPhase: Sendable, Equatable {
  /// Waits for someone.
  case closed
  /// The device asks for a finger, a face or its code.
  case asking
  /// The right person; the messages are being opened.
  case opening
  /// Not recognised, or given up; it can be tried again.
  case notRecognised
  /// The device has no code of its own, so nothing can be kept safe on it.
  case noDeviceLock
  /// The device lost the key: what is here cannot be opened any more; a new invitation is needed.
  case keyLost
  /// The right person, and something else kept it shut; the problem says why and what to do. Nothing was given up.
  case failed(Problem)
}

/// What a person can do at the door.
public enum LockEvent: Sendable, Equatable, Discreet {
  /// Open for someone.
  case open(personId: String)
  /// Choose whose lock to open.
  case choose(personId: String)
  /// Call the emergency number, or the clinic's own.
  case call(number: String)
  /// Go to the device's own settings, to give it a code.
  case openDeviceSettings
  /// Begin anew with a new invitation.
  case startOver
  /// Do the one thing about a problem.
  case resolve(Remedy)
}
