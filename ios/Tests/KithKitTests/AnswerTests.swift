import KithKit
import KithStrings
import Testing

/// What the notification extension says.
struct AnswerTests {
  private final class Screen {
    var said: [String] = []
  }

  @Test("whoever is first says it: what was collected, or the end of the time, before anything was looked at")
  func once() {
    let screen = Screen()
    let collected = Answer(title: Strings("es").deviceNewMessage) { screen.said.append("\($0) \($1 ?? -1) \($2)") }
    collected.title = Strings("ar").deviceNewMessage
    collected.give(unread: 3, quietly: true)
    collected.give(unread: nil)
    let late = Answer(title: Strings("en").deviceNewMessage) { screen.said.append("\($0) \($1 ?? -1) \($2)") }
    late.give(unread: nil)
    late.give(unread: 3)
    #expect(screen.said == ["رسالة جديدة 3 true", "New message -1 false"])
    #expect(Strings("es").deviceNewMessage == "Mensaje nuevo")
  }
}
