import Foundation

/// Reads a string catalogue as it lies in the source: for Linux, where nothing compiles one, so that tests and pictures
/// there say the real sentences; and for the pseudo-locale, which no app is built with.
struct XCStrings: SentenceCatalogue {
  private struct File: Decodable {
    struct Text: Decodable {
      let localizations: [String: Localization]
    }

    struct Localization: Decodable {
      let stringUnit: Unit?
      let variations: Variations?
    }

    struct Variations: Decodable {
      let plural: [String: Form]
    }

    struct Form: Decodable {
      let stringUnit: Unit
    }

    struct Unit: Decodable {
      let value: String
    }

    let strings: [String: Text]
  }

  private let texts: [String: File.Text]

  init(contentsOf url: URL) throws {
    texts = try JSONDecoder().decode(File.self, from: Data(contentsOf: url)).strings
  }

  #if !canImport(Darwin)
    static let bundled: XCStrings = {
      guard let url = Bundle.module.url(forResource: "Localizable", withExtension: "xcstrings"),
        let read = try? XCStrings(contentsOf: url)
      else { fatalError("there are no sentences here: run scripts/ios-strings, then build again") }
      return read
    }()
  #endif

  var keys: [String] { texts.keys.sorted() }

  /// The forms of `key` as they are written; `other` alone if it is no plural.
  func forms(_ key: String, tag: String) -> [String: String] {
    guard let found = texts[key]?.localizations[tag] else { return [:] }
    return found.variations?.plural.mapValues(\.stringUnit.value)
      ?? found.stringUnit.map { ["other": $0.value] } ?? [:]
  }

  func sentence(_ key: String, in strings: Strings, count: Int?, arguments: [String]) -> String {
    let forms = forms(key, tag: strings.tag)
    let form = count.flatMap { forms[Plural(of: $0, tag: strings.tag).rawValue] } ?? forms["other"] ?? key
    let values = (count.map { [String($0)] } ?? []) + arguments
    return values.isEmpty ? form : filled(form, with: values)
  }

  /// `%1$@`, `%2$lld` and `%%` in `form` replaced.
  private func filled(_ form: String, with values: [String]) -> String {
    form.replacing(/%%|%(\d)\$(?:@|lld)/) { match in
      guard let index = match.output.1.flatMap({ Int($0) }) else { return "%" }
      return values[index - 1]
    }
  }
}
