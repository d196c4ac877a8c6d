import Foundation
import KithKit
import KithStrings
import XCTest

@testable import KithUI

final class WordsTests: XCTestCase {
  private let languages: [Language] = [.english, .spanish, .arabic]

  func testEveryProblemHasASentenceAndARemedyOfItsOwn() {
    for language in languages {
      let strings = Strings(language.tag)
      let sentences = Problem.allCases.map(strings.sentence)
      XCTAssertEqual(Set(sentences).count, Problem.allCases.count, language.tag)
      XCTAssertFalse(sentences.contains { $0.isBlank || $0.hasPrefix("problem.") }, language.tag)
      XCTAssertEqual(Set(Remedy.allCases.map(strings.remedy)).count, Remedy.allCases.count, language.tag)
    }
  }

  func testEveryRoleHasAWord() {
    for language in languages {
      XCTAssertEqual(Set(Role.allCases.map(Strings(language.tag).role)).count, Role.allCases.count)
    }
    let daughter = Samples.english.cast.daughter
    XCTAssertEqual(Strings("en").role(daughter), "Family or friend · daughter")
    XCTAssertEqual(Strings("en").role(.family, relationship: " "), "Family or friend")
  }

  /// The same sentence in the same order as on the Kotlin side.
  func testAMessageIsSpokenInTheOrderSenderRoleTextState() {
    let samples = Samples.english
    let strings = Strings("en")
    let moments = Moments(strings.locale, timeZone: TimeZone(identifier: "UTC")!) { .sampled }
    let nurse = samples.message(1, samples.cast.nurse, .sampled, "How are you?", .care)
    XCTAssertEqual(
      plainSpaces(strings.spoken(nurse, moments)),
      "Joy Testwell. Doctor or nurse. How are you?. 8:41 PM, Only for the clinic")
    XCTAssertEqual(
      plainSpaces(strings.spoken(samples.own(.waiting), moments)),
      "You. Patient. I took them. It is easing.. 8:40 PM, Goes out later")
  }

  func testNamesAreListed() {
    let strings = Strings("en")
    XCTAssertEqual(strings.list([]), "")
    XCTAssertEqual(strings.list(["Ana"]), "Ana")
    XCTAssertEqual(plain(strings.list(["Ana", "Joy"])), "Ana and Joy")
    XCTAssertEqual(plain(strings.list(["Ana", "Rosa", "Lina", "Joy"])), "Ana, Rosa, Lina and Joy")
    let reads = strings.readers(.care, [Samples.english.cast.nurse])
    XCTAssertEqual(plain(reads), "Only the clinic and the patient read this: Joy Testwell")
    XCTAssertEqual(strings.readers(.circle, []), strings.chatReadNobody)
  }

  func testEveryNoticeAndAlarmHasASentence() {
    for language in languages {
      let strings = Strings(language.tag)
      let notices = NoticeKind.allCases.map { strings.notice(ChatRow.Notice(id: 1, at: .sampled, kind: $0)) }
      XCTAssertEqual(Set(notices).count, NoticeKind.allCases.count)
      let alarms = Refusal.allCases.map { strings.alarm(ChatRow.Alarm(id: 1, at: .sampled, refusal: $0)) }
      XCTAssertEqual(Set(alarms).count, Refusal.allCases.count)
    }
  }

  func testPluralsOfTheInboxInSpanishAndArabic() {
    XCTAssertEqual(plain(Strings("es").inboxToApprove(count: 1)), "1 persona quiere entrar")
    let arabic = [0, 1, 2, 3, 11, 100].map { Strings("ar").inboxToApprove(count: $0) }
    XCTAssertEqual(Set(arabic).count, 6)
  }
}

/// Without the signs that give parts their direction.
func plain(_ text: String) -> String {
  String(String.UnicodeScalarView(text.unicodeScalars.filter { !(0x2066...0x2069).contains($0.value) }))
}

/// With the spaces of a keyboard in place of those that time formats have.
func plainSpaces(_ text: String) -> String {
  plain(text).map { $0.isWhitespace ? " " : String($0) }.joined()
}
