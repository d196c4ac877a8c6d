import Foundation
import XCTest

@testable import KithStrings

#if !canImport(Darwin)
  /// The catalogue as Xcode will compile it: whole, in step, with every plural form. The sources are checked too, by
  /// their generator, for both platforms.
  final class CatalogueTests: XCTestCase {
    private let catalogue = XCStrings.bundled

    private let categories: [String: Set<Plural>] = [
      "en": [.one, .other], "es": [.one, .many, .other], "ar": Set(Plural.allCases),
    ]

    func testEveryLanguageHasEverySentenceInEveryForm() {
      XCTAssertGreaterThan(catalogue.keys.count, 200)
      for key in catalogue.keys {
        let plural = catalogue.forms(key, tag: "en").count > 1
        for (tag, forms) in categories {
          let expected = plural ? forms : [.other]
          XCTAssertEqual(Set(catalogue.forms(key, tag: tag).keys), Set(expected.map(\.rawValue)), "\(tag) \(key)")
        }
      }
    }

    func testPlaceholdersAreTheSameInEveryLanguageAndIsolated() throws {
      for key in catalogue.keys {
        let expected = placeholders(try XCTUnwrap(catalogue.forms(key, tag: "en")["other"]))
        for tag in categories.keys {
          let other = try XCTUnwrap(catalogue.forms(key, tag: tag)["other"])
          XCTAssertEqual(placeholders(other), expected, "\(tag) \(key)")
          XCTAssertFalse(other.contains("{"), "\(tag) \(key)")
        }
      }
    }

    func testThePseudoLocaleIsLongerAndSaysItsParts() throws {
      let file = try XCTUnwrap(Bundle.module.url(forResource: "Pseudo", withExtension: "xcstrings"))
      let pseudo = Strings("en-XA", from: try XCStrings(contentsOf: file))
      XCTAssertTrue(pseudo.chatSend.hasPrefix("[Šéñd"), pseudo.chatSend)
      XCTAssertTrue(plain(pseudo.chatUnread(count: 3)).hasPrefix("[3 ñéw"), pseudo.chatUnread(count: 3))
    }

    /// `⁨%1$@⁩`: with its signs of direction.
    private func placeholders(_ text: String) -> Set<String> {
      Set(text.matches(of: /\u{2068}%\d\$(?:@|lld)\u{2069}/).map { String($0.output) })
    }
  }
#endif
