/// Whose work is in Kith, and under which licences.
public struct LicencesState: Sendable, Equatable, Discreet {
  /// Every work, in the order of their names.
  public var works: Content<[Work]>
  /// The one whose licence is read; `nil` where the list is shown.
  public var open: OpenLicence?

  public init(works: Content<[Work]>, open: OpenLicence? = nil) {
    self.works = works
    self.open = open
  }
}

/// A work of others.
public struct Work: Codable, Sendable, Equatable, Identifiable, Discreet {
  /// Opaque.
  public var id: String
  /// As its makers call it.
  public var name: String
  /// Which one; may be empty.
  public var version: String
  /// Its short name, as SPDX has it.
  public var licence: String

  public init(id: String, name: String, version: String, licence: String) {
    self.id = id
    self.name = name
    self.version = version
    self.licence = licence
  }
}

/// A licence that is read.
public struct OpenLicence: Sendable, Equatable, Discreet {
  /// Whose it is.
  public var work: Work
  /// Its words, as they came with it.
  public var text: Content<String>

  public init(work: Work, text: Content<String>) {
    self.work = work
    self.text = text
  }
}

/// What a person can do here.
public enum LicencesEvent: Sendable, Equatable, Discreet {
  /// Back: from a licence to the list, from the list to the settings.
  case back
  /// Read the licence of a work.
  case open(id: String)
  /// Do the one thing about a problem.
  case resolve(Remedy)
}
