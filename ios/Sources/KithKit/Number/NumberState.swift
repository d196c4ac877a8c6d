import Foundation

/// Who someone is: the number of two people, to be compared in person.
public struct NumberState: Sendable, Equatable, Discreet {
  /// What the other one is called; empty where nobody knows yet.
  public var name: String
  /// The number.
  public var number: Content<PairNumber>
  /// Whether a code can be seen, while one is looked for.
  public var camera: Camera?
  /// What the code of the other device said.
  public var compared: Compared?
  /// What the last thing that was tried ran into.
  public var problem: Problem?
  /// Where the other one stands, who has to find the same page.
  public var opposite: Opposite
  /// Whether this device can look at the other one's code.
  public var sees: Bool

  /// Who someone is.
  public init(
    name: String, number: Content<PairNumber>, camera: Camera? = nil, compared: Compared? = nil,
    problem: Problem? = nil, opposite: Opposite = .inside, sees: Bool = true
  ) {
    self.name = name
    self.number = number
    self.camera = camera
    self.compared = compared
    self.problem = problem
    self.opposite = opposite
    self.sees = sees
  }
}

/// The number of two people.
public struct PairNumber: Sendable, Equatable, Discreet {
  /// To be read out, five digits each.
  public var groups: [String]
  /// What the code says that the other device scans.
  public var code: String
  /// When this person checked it in person.
  public var checked: Date?
  /// Whether it was another one on the other device, and not the same since.
  public var different: Bool

  /// A number.
  public init(groups: [String], code: String, checked: Date? = nil, different: Bool = false) {
    self.groups = groups
    self.code = code
    self.checked = checked
    self.different = different
  }
}

/// Where the other one of two stands, and so where they find the page of their number.
public enum Opposite: Sendable, Hashable {
  /// In the circle, as this person is.
  case inside
  /// Not let in yet: this person says yes or no.
  case comer
  /// The patient, who has not let this person in yet.
  case patient
}

/// What came of comparing: by a code that was scanned, or by the digits.
public enum Compared: Sendable, Equatable, CaseIterable {
  /// The other device has the same number.
  case same
  /// It has another one.
  case different
  /// It is no number of Kith's.
  case notOfKith
}

/// What a person can do.
public enum NumberEvent: Sendable, Equatable, Discreet {
  /// Back: from the camera to the number, from there to where one came from.
  case back
  /// Look for the code on the other device.
  case scan
  /// A code was seen: what it says.
  case codeRead(String)
  /// Ask the device for its camera again.
  case allowCamera
  /// Both see the same digits.
  case same
  /// The other one sees other digits.
  case different
  /// It is not sure any more that they do.
  case takeBack
  /// Do the one thing about a problem.
  case resolve(Remedy)
}
