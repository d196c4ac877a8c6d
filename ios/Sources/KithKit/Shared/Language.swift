/// A language that the apps speak. Its sentences are in KithStrings.
public enum Language: String, Sendable, Equatable, CaseIterable {
  /// English.
  case english = "en"
  /// Spanish.
  case spanish = "es"
  /// Arabic.
  case arabic = "ar"
  /// English with accents and longer, for tests alone.
  case pseudo = "en-XA"

  /// The languages that a person can choose.
  public static let offered: [Language] = [.english, .spanish, .arabic]

  /// Its BCP 47 tag.
  public var tag: String { rawValue }

  /// What its speakers call it.
  public var ownName: String {
    switch self {
    case .english: "English"
    case .spanish: "Español"
    case .arabic: "العربية"
    case .pseudo: "[Éñglíšh]"
    }
  }

  /// Which way it is written.
  public var rightToLeft: Bool { self == .arabic }

  /// The best one for a list of BCP 47 tags, the most wanted first; English if none is spoken here.
  public static func of(_ tags: [String]) -> Language {
    for tag in tags {
      let wanted = tag.prefix { $0 != "-" }.lowercased()
      if let found = offered.first(where: { $0.tag == wanted }) { return found }
    }
    return .english
  }
}
