import Foundation
import KithKit
import KithStrings
import Testing

@testable import KithUI

struct WordsTests {
  private let languages: [Language] = [.english, .spanish, .arabic]

  @Test func everyProblemHasASentenceAndARemedyOfItsOwn() {
    for language in languages {
      let strings = Strings(language.tag)
      let sentences = Problem.allCases.map(strings.sentence)
      #expect(Set(sentences).count == Problem.allCases.count, "\(language.tag)")
      #expect(!(sentences.contains { $0.isBlank || $0.hasPrefix("problem.") }), "\(language.tag)")
      #expect(Set(Remedy.allCases.map(strings.remedy)).count == Remedy.allCases.count, "\(language.tag)")
    }
  }

  @Test func everyRoleHasAWord() {
    for language in languages {
      #expect(Set(Role.allCases.map(Strings(language.tag).role)).count == Role.allCases.count)
    }
    let daughter = Samples.english.cast.daughter
    #expect(plain(Strings("en").role(daughter)) == "Family or friend · daughter")
    #expect(Strings("en").role(.family, relationship: " ") == "Family or friend")
  }

  @Test func whatStandsAgainstSomeoneIsSaidWhereTheirRoleIsNot() {
    let (samples, strings) = (Samples.english, Strings("en"))
    var nurse = samples.cast.nurse
    func line() -> String {
      plain(strings.line(.message(samples.message(1, nurse, .sampled, "How are you?"))))
    }
    #expect(line() == "Joy Testwell: How are you?")
    for (doubt, words) in [
      (Doubt.otherKey, strings.roleOtherDevice), (.different, strings.roleOtherNumber),
      (.revoked, strings.roleNotOfClinic),
    ] {
      nurse.doubt = doubt
      #expect(line() == "Joy Testwell · \(words): How are you?")
      #expect(strings.role(nurse).contains(strings.roleClinician) == (doubt != .revoked))
    }
  }

  /// The same sentence in the same order as on the Kotlin side.
  @Test func aMessageIsSpokenInTheOrderSenderRoleTextState() {
    let samples = Samples.english
    let strings = Strings("en")
    let moments = samples.moments
    let nurse = samples.message(1, samples.cast.nurse, .sampled, "How are you?", .care)
    #expect(
      plainSpaces(strings.spoken(nurse, moments))
        == "Joy Testwell. Doctor or nurse. How are you?. 8:41 PM, Only for the clinic")
    #expect(
      plainSpaces(strings.spoken(samples.own(.waiting), moments))
        == "You. Patient. I took them. It is easing.. 8:40 PM, Goes out later")
  }

  @Test func namesAreListed() {
    let strings = Strings("en")
    #expect(strings.list([]) == "")
    #expect(strings.list(["Ana"]) == "Ana")
    #expect(plain(strings.list(["Ana", "Joy"])) == "Ana and Joy")
    #expect(plain(strings.list(["Ana", "Rosa", "Lina", "Joy"])) == "Ana, Rosa, Lina and Joy")
    let reads = strings.readers(.care, [Samples.english.cast.nurse])
    #expect(plain(reads) == "Only the clinic and the patient read this: Joy Testwell")
    #expect(strings.readers(.circle, []) == strings.chatReadNobody)
  }

  @Test func thePatientIsYou() {
    let (strings, cast) = (Strings("en"), Samples.english.cast)
    let reads = strings.readers(.care, [cast.nurse], mine: true)
    #expect(plain(reads) == "Only you and the clinic read this: Joy Testwell")
    #expect(plain(strings.role(cast.proxy, mine: true)).hasPrefix("Speaks for you"))
    for refusal in Refusal.allCases {
      let said = strings.alarm(ChatRow.Alarm(id: 1, at: .sampled, refusal: refusal, by: cast.daughter), mine: true)
      #expect(!said.contains("patient"), "\(said)")
    }
  }

  @Test func whoSpeaksForThePatientIsAskedAboutInOtherWords() {
    let (strings, samples) = (Strings("en"), Samples.english)
    let asked = strings.asked(.approve(samples.answered))
    #expect(plain(asked.title) == "May Otto Example speak for you?")
    #expect(asked.consequence == strings.peopleAskApproveProxyBody)
    let daughter = samples.given("i9", .family, .answered(.init(name: "Lina")))
    #expect(plain(strings.asked(.approve(daughter)).title) == "Let Lina in?")
  }

  @Test func whoIsNotWhatTheySeemIsSoAtEachOfTheirMessages() {
    for language in languages {
      let strings = Strings(language.tag)
      var nurse = Samples.english.cast.nurse
      let words = Doubt.allCases.map { doubt in
        nurse.doubt = doubt
        return strings.role(nurse)
      }
      #expect(Set(words).count == Doubt.allCases.count)
      nurse.doubt = .revoked
      #expect(!strings.role(nurse).contains(strings.roleClinician))
    }
  }

  @Test func whyTheClinicSpeaksForNobodyIsSaidInWordsOfItsOwn() {
    let strings = Strings("en")
    let words = ClinicsWord.allCases.filter { $0 != .vouches }.map(strings.refused)
    #expect(Set(words).count == words.count)
  }

  @Test func whoseChangeDidNotOpenIsSaidWhereItWasSomebodys() {
    let (strings, cast) = (Strings("en"), Samples.english.cast)
    func fell(_ about: Person?) -> ChatRow.Notice {
      ChatRow.Notice(id: 1, at: .sampled, kind: .lostPlace, about: about)
    }
    #expect(strings.notice(fell(cast.nurse)).contains(cast.nurse.name))
    #expect(strings.makerAdvice(fell(cast.nurse)) != nil)
    for nobody in [cast.patient, nil] {
      #expect(strings.notice(fell(nobody)) == strings.chatLostPlace)
      #expect(strings.makerAdvice(fell(nobody)) == nil)
    }
  }

  @Test func aListShowsNoWordsThatAreForTheClinicOnly() {
    let samples = Samples.english
    #expect(plain(Strings("en").line(.message(samples.afraid))) == "You: Only for the clinic")
    #expect(Strings("en").line(.message(samples.inhaler)).contains(samples.inhaler.body))
  }

  @Test func whatIsMissingSaysWhatToDo() {
    let missing: [NoticeKind] = [
      .withheld, .shownOtherwise, .heldBack, .missed, .gone, .unreadable, .relayRestored, .putBack, .copied,
    ]
    for language in languages {
      #expect(missing.allSatisfy { Strings(language.tag).advice($0) != nil })
    }
    #expect(Strings("en").advice(.joined) == nil)
  }

  @Test func everyNoticeAndAlarmHasASentence() {
    for language in languages {
      let strings = Strings(language.tag)
      let notices = NoticeKind.allCases.map { strings.notice(ChatRow.Notice(id: 1, at: .sampled, kind: $0)) }
      #expect(Set(notices).count == NoticeKind.allCases.count)
      let alarms = Refusal.allCases.map { strings.alarm(ChatRow.Alarm(id: 1, at: .sampled, refusal: $0)) }
      #expect(Set(alarms).count == Refusal.allCases.count)
    }
  }

  @Test func pluralsOfTheInboxInSpanishAndArabic() {
    #expect(plain(Strings("es").inboxToApprove(count: 1)) == "1 persona quiere entrar")
    let arabic = [0, 1, 2, 3, 11, 100].map { Strings("ar").inboxToApprove(count: $0) }
    #expect(Set(arabic).count == 6)
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
