import Foundation
import Testing

@testable import KithStrings

/// What is asserted here are the real sentences: on Linux through our reader of the string catalogue, on a Mac through
/// the platform's.
struct SentencesTests {
  private let english = Strings("en")
  private let spanish = Strings("es")
  private let arabic = Strings("ar")

  @Test func sentencesAreThoseOfTheLanguageThatWasChosen() {
    #expect(english.chatSend == "Send")
    #expect(spanish.chatSend == "Enviar")
    #expect(arabic.chatSend == "إرسال")
  }

  @Test func partsKeepTheirOwnDirection() {
    #expect(english.chatListed(first: "Ana", second: "Joy") == "\u{2068}Ana\u{2069}, \u{2068}Joy\u{2069}")
    #expect(english.chatJoined(name: "Ana\u{202E}") == english.chatJoined(name: "Ana"))
    #expect(english.chatJoined(name: "Ana\u{2069}") == english.chatJoined(name: "Ana"))
    #expect(isolated("Ana\u{2067}") == "\u{2068}Ana\u{2069}")
    #expect(telephone("0800 555") == "\u{2066}0800\u{A0}555\u{2069}")
  }

  @Test func percentSignsInPartsStay() {
    #expect(english.searchNoneBody(query: "100 %").contains("100 %") == true)
    #expect(english.searchNoneBody(query: "%1$@").contains("%1$@") == true)
  }

  @Test func spanishPlurals() {
    let forms = [0, 1, 2, 1_000_000].map { plain(spanish.chatUnread(count: $0)) }
    #expect(forms == ["0 mensajes nuevos", "1 mensaje nuevo", "2 mensajes nuevos", "1000000 de mensajes nuevos"])
  }

  @Test func arabicTellsSixKindsOfNumberApart() {
    let forms = [0, 1, 2, 3, 11, 100].map { arabic.peopleAndMessages($0) }
    #expect(Set(forms).count == 6)
    #expect(
      [0, 1, 2, 3, 10, 11, 99, 100, 102, 103, 111].map { Plural(of: $0, tag: "ar") } == [
        .zero, .one, .two, .few, .few, .many, .many, .other, .other, .few, .many,
      ])
  }
}

extension Strings {
  fileprivate func peopleAndMessages(_ count: Int) -> String { chatUnread(count: count) }
}

/// Without the signs that give parts their direction.
func plain(_ text: String) -> String {
  String(String.UnicodeScalarView(text.unicodeScalars.filter { !(0x2066...0x2069).contains($0.value) }))
}
