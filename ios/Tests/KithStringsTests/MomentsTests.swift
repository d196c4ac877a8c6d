import Foundation
import Testing

@testable import KithStrings

struct MomentsTests {
  /// 3 March 2026, 20:41 in Berlin.
  private let now = Date(timeIntervalSince1970: 1_772_566_860)
  private let hour: TimeInterval = 3600

  /// On a device that is at home where the language is spoken, or in `place`.
  private func moments(_ tag: String, in place: String? = nil) -> Moments {
    let now = now
    let homes = ["en": "en_US", "es": "es_ES", "ar": "ar_EG"]
    let device = Locale(identifier: place ?? homes[tag] ?? tag)
    return Moments(Strings(tag).locale(on: device), timeZone: TimeZone(identifier: "Europe/Berlin")!) { now }
  }

  @Test func daysAreCountedByMidnights() {
    let moments = moments("en")
    #expect([0, 20, 21, 45, -4].map { moments.daysAgo(now - $0 * hour) } == [0, 0, 1, 2, -1])
  }

  @Test func anHourAndADayInEachLanguage() {
    let spaces = CharacterSet(charactersIn: "\u{202F}\u{A0}")
    func said(_ text: String) -> String { text.components(separatedBy: spaces).joined(separator: " ") }
    #expect(said(moments("en").time(now)) == "8:41 PM")
    #expect(said(moments("es").time(now)) == "20:41")
    #expect(moments("es").day(now) == "martes, 3 de marzo")
    #expect(moments("ar").day(now).contains("3"), "\(moments("ar").day(now))")
    #expect(moments("en").day(now - 400 * 24 * hour).contains("2025"))
    #expect(!moments("en").day(now - 40 * 24 * hour).contains("2026"))
  }

  @Test func theHoursAreThoseOfTheDeviceWhateverIsSpoken() {
    #expect(moments("en", in: "de_DE").time(now) == "20:41")
    #expect(moments("es", in: "en_US").time(now).hasPrefix("8:41"))
    #expect(moments("en", in: "en_GB").time(now) == "20:41")
    #expect(moments("ar", in: "fr_FR").time(now) == "20:41")
  }

  @Test func aMomentWithinASentence() {
    let english = Strings("en")
    #expect(english.day(now, moments("en")) == "Today")
    #expect(english.day(now - 24 * hour, moments("en")) == "Yesterday")
    #expect(english.day(now + 24 * hour, moments("en")) == "Tomorrow")
    #expect(english.moment(now - 24 * hour, moments("en")).hasPrefix("yesterday at"))
    #expect(english.moment(now + 24 * hour, moments("en")).hasPrefix("tomorrow at"))
    #expect(plain(english.moment(now - 72 * hour, moments("en"))).hasPrefix("Saturday"))
  }
}
