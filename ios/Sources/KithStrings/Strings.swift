import Foundation

/// Every sentence of the apps, in one language: `strings.chatSend`, `strings.chatUnread(count: 3)`. The accessors are
/// written by android/strings/generator (`scripts/ios-strings`), so that a missing key does not compile. Names and
/// numbers in them keep their own direction.
public struct Strings: Sendable {
  /// BCP 47.
  public let tag: String
  private let catalogue: any SentenceCatalogue

  /// The sentences that the app was built with.
  /// - Parameter tag: the language that was chosen in Kith, which need not be the device's.
  public init(_ tag: String) {
    #if canImport(Darwin)
      self.init(tag, from: BundledSentences())
    #else
      self.init(tag, from: XCStrings.bundled)
    #endif
  }

  init(_ tag: String, from catalogue: any SentenceCatalogue) {
    self.tag = tag
    self.catalogue = catalogue
  }

  /// How numbers and days are written now. The person's own settings hold where they speak this language, and whether
  /// their day has 24 hours wherever they do not. Digits are those of 112 everywhere: a number to call and a dose have
  /// to look the same to everyone.
  public var locale: Locale { locale(on: .autoupdatingCurrent) }

  /// As ``locale``, on a device with settings of its own.
  public func locale(on device: Locale) -> Locale {
    let speaksIt = device.language.languageCode?.identifier == tag
    var components = Locale.Components(locale: speaksIt ? device : Locale(identifier: tag))
    components.numberingSystem = Locale.NumberingSystem("latn")
    components.hourCycle = device.hourCycle
    return Locale(components: components)
  }

  func sentence(_ key: String, _ arguments: String...) -> String {
    catalogue.sentence(key, in: self, count: nil, arguments: arguments.map(tamed))
  }

  func sentence(_ key: String, count: Int, _ arguments: String...) -> String {
    catalogue.sentence(key, in: self, count: count, arguments: arguments.map(tamed))
  }
}

extension Strings: Equatable {
  public static func == (left: Strings, right: Strings) -> Bool { left.tag == right.tag }
}

/// Where sentences are looked up.
protocol SentenceCatalogue: Sendable {
  /// The sentence for `key`; the form for `count` of a plural, which is then its first argument.
  func sentence(_ key: String, in strings: Strings, count: Int?, arguments: [String]) -> String
}
