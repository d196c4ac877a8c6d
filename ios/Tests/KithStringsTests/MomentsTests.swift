import Foundation
import XCTest

@testable import KithStrings

final class MomentsTests: XCTestCase {
  /// 3 March 2026, 20:41 in Berlin.
  private let now = Date(timeIntervalSince1970: 1_772_566_860)
  private let hour: TimeInterval = 3600

  private func moments(_ tag: String) -> Moments {
    let now = now
    return Moments(Strings(tag).locale, timeZone: TimeZone(identifier: "Europe/Berlin")!) { now }
  }

  func testDaysAreCountedByMidnights() {
    let moments = moments("en")
    XCTAssertEqual([0, 20, 21, 45, -4].map { moments.daysAgo(now - $0 * hour) }, [0, 0, 1, 2, -1])
  }

  func testAnHourAndADayInEachLanguage() {
    let spaces = CharacterSet(charactersIn: "\u{202F}\u{A0}")
    func said(_ text: String) -> String { text.components(separatedBy: spaces).joined(separator: " ") }
    XCTAssertEqual(said(moments("en").time(now)), "8:41 PM")
    XCTAssertEqual(said(moments("es").time(now)), "20:41")
    XCTAssertEqual(moments("es").day(now), "martes, 3 de marzo")
    XCTAssertTrue(moments("ar").day(now).contains("3"), moments("ar").day(now))
    XCTAssertTrue(moments("en").day(now - 400 * 24 * hour).contains("2025"))
    XCTAssertFalse(moments("en").day(now - 40 * 24 * hour).contains("2026"))
  }

  func testAMomentWithinASentence() {
    let english = Strings("en")
    XCTAssertEqual(english.day(now, moments("en")), "Today")
    XCTAssertEqual(english.day(now - 24 * hour, moments("en")), "Yesterday")
    XCTAssertTrue(english.moment(now - 24 * hour, moments("en")).hasPrefix("yesterday at"))
    XCTAssertTrue(plain(english.moment(now - 72 * hour, moments("en"))).hasPrefix("Saturday"))
  }
}
