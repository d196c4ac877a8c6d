import Foundation
import Testing

@testable import KithStrings

#if !canImport(Darwin)
  /// The catalogue as Xcode will compile it: whole, in step, with every plural form. The sources are checked too, by
  /// their generator, for both platforms.
  struct CatalogueTests {
    private let catalogue = XCStrings.bundled

    private let categories: [String: Set<Plural>] = [
      "en": [.one, .other], "es": [.one, .many, .other], "ar": Set(Plural.allCases),
    ]

    @Test func everyLanguageHasEverySentenceInEveryForm() {
      #expect(catalogue.keys.count > 200)
      for key in catalogue.keys {
        let plural = catalogue.forms(key, tag: "en").count > 1
        for (tag, forms) in categories {
          let expected = plural ? forms : [.other]
          #expect(Set(catalogue.forms(key, tag: tag).keys) == Set(expected.map(\.rawValue)), "\(tag) \(key)")
        }
      }
    }

    @Test func placeholdersAreTheSameInEveryLanguageAndIsolated() throws {
      for key in catalogue.keys {
        let expected = placeholders(try #require(catalogue.forms(key, tag: "en")["other"]))
        for tag in categories.keys {
          let other = try #require(catalogue.forms(key, tag: tag)["other"])
          #expect(placeholders(other) == expected, "\(tag) \(key)")
          #expect(!other.contains("{"), "\(tag) \(key)")
        }
      }
    }

    @Test func thePseudoLocaleIsLongerAndSaysItsParts() throws {
      let file = try #require(Bundle.module.url(forResource: "Pseudo", withExtension: "xcstrings"))
      let pseudo = Strings("en-XA", from: try XCStrings(contentsOf: file))
      #expect(pseudo.chatSend.hasPrefix("[Šéñd"), "\(pseudo.chatSend)")
      #expect(plain(pseudo.chatUnread(count: 3)).hasPrefix("[3 ñéw"), "\(pseudo.chatUnread(count: 3))")
    }

    /// `⁨%1$@⁩`: with its signs of direction.
    private func placeholders(_ text: String) -> Set<String> {
      Set(text.matches(of: /\u{2068}%\d\$(?:@|lld)\u{2069}/).map { String($0.output) })
    }
  }
#endif
