/// The first screen: how someone gets in. There is no way in without an invitation.
public struct WelcomeState: Sendable, Equatable, Discreet {
  /// Of the screen; it can be changed right here.
  public var language: Language
  /// Where they are.
  public var step: WelcomeStep

  /// A first screen.
  public init(language: Language, step: WelcomeStep = .start) {
    self.language = language
    self.step = step
  }
}

/// Where someone is on the way in.
public enum WelcomeStep: Sendable, Equatable, Discreet {
  /// What Kith is, and two ways to go on.
  case start
  /// A link is pasted or typed: what stands in the field, whether it is being read, what is wrong with it.
  case link(link: String = "", checking: Bool = false, problem: Problem? = nil)
  /// A QR code is read: whether the device can see, what is wrong with the code that was seen.
  case scan(camera: Camera, problem: Problem? = nil)

  /// What is wrong with what was read.
  public var problem: Problem? {
    switch self {
    case .start: nil
    case .link(_, _, let problem): problem
    case .scan(_, let problem): problem
    }
  }
}

/// Whether a code can be seen.
public enum Camera: Sendable, Equatable, CaseIterable {
  /// It looks.
  case ready
  /// The person has not allowed it.
  case notAllowed
  /// There is none: a picture of the code can be opened.
  case none
}

/// What a person can do on the first screen.
public enum WelcomeEvent: Sendable, Equatable, Discreet {
  /// Go on by a link.
  case enterLink
  /// Go on by a QR code.
  case scanCode
  /// The field's new content.
  case linkChanged(String)
  /// Read the link in the field.
  case linkDone
  /// A code was seen: what it says.
  case codeRead(String)
  /// Open a picture with a code in it.
  case openPicture
  /// Ask the device for its camera again.
  case allowCamera
  /// Speak another language.
  case languageChosen(Language)
  /// Back to the start.
  case back
  /// Do the one thing about a problem.
  case resolve(Remedy)
}
