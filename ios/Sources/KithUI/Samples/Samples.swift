#if DEBUG
  import Foundation
  import KithKit
  import KithStrings
  import SwiftUI

  /// A state of a screen, under the name that its picture has on the Kotlin side.
  struct Sample<State>: Identifiable {
    let id: String
    let state: State

    init(_ id: String, _ state: State) { (self.id, self.state) = (id, state) }
  }

  /// Every state of every screen, in `language`: what previews show and tests walk.
  struct Samples {
    let language: Language

    var cast: Cast { Cast(language: language) }
    let now = Date.sampled
    let link = "kith://relay.example/join#" + String(repeating: "AbC7dE9fGh2JkLmN", count: 18)
    var online: Connection { Connection(asOf: now) }
    var offline: Connection { Connection(offline: true, asOf: now - 2 * Span.hour) }
    var login: Connection {
      Connection(offline: true, asOf: now - 2 * Span.hour, barred: .login(page: "http://relay.example/"))
    }
    var proxyLogin: Connection { Connection(offline: true, asOf: now - 2 * Span.hour, barred: .proxyLogin) }
    var clockWrong: Connection { Connection(offline: true, asOf: now - 2 * Span.hour, barred: .clock) }
    var full: Connection { Connection(offline: true, asOf: now - 2 * Span.hour, barred: .full) }
    var stopped: Connection { Connection(offline: true, asOf: now - 2 * Span.hour, barred: .stopped) }

    /// As on a device that is at home where the language is spoken, whatever this one's settings are.
    var moments: Moments {
      let tag = language.tag
      let locale = Strings(tag).locale(on: Locale(identifier: tag))
      return Moments(locale, timeZone: TimeZone(identifier: "UTC") ?? .current) { .sampled }
    }

    static let english = Samples(language: .english)

    func message(
      _ id: Int64, _ sender: Person, _ at: Date, _ body: String, _ audience: Audience = .circle
    ) -> ChatRow.Message {
      ChatRow.Message(
        id: id, at: at, sender: sender, audience: audience, body: body, delivery: sender.me ? .sent : .received)
    }

    var inhaler: ChatRow.Message { message(5, cast.patient, now - 3 * Span.hour, cast.inhaler) }
    var afraid: ChatRow.Message { message(7, cast.patient, now - 30 * Span.minute, cast.afraid, .care) }

    var rows: [ChatRow] {
      [
        .message(message(1, cast.nurse, now - Span.day - 2 * Span.hour, cast.howAreYou)),
        .message(message(2, cast.patient, now - Span.day - Span.hour, cast.better)),
        .notice(ChatRow.Notice(id: 3, at: now - 5 * Span.hour, kind: .joined, about: cast.daughter)),
        .message(message(4, cast.daughter, now - 4 * Span.hour, cast.soup)),
        .message(inhaler),
        .message(message(6, cast.patient, now - 3 * Span.hour + Span.minute, cast.paper)),
        .message(afraid),
        .message(message(8, cast.nurse, now - 12 * Span.minute, cast.here, .care)),
      ]
    }

    /// One's own words, not there yet.
    func own(_ delivery: Delivery) -> ChatRow.Message {
      var message = message(9, cast.patient, now - Span.minute, cast.draft)
      message.delivery = delivery
      if delivery == .refused { message.may = [.writeAgain] }
      return message
    }

    var alarm: ChatRow {
      .alarm(ChatRow.Alarm(id: 10, at: now - 2 * Span.minute, refusal: .strangerAdded, by: cast.daughter))
    }
  }

  /// A value with something else in it.
  func with<Value>(_ value: Value, _ change: (inout Value) -> Void) -> Value {
    var changed = value
    change(&changed)
    return changed
  }

  extension View {
    /// As the previews are looked at: in the language and at the moment of the samples.
    func sampled(_ samples: Samples = .english) -> some View {
      speaking(Strings(samples.language.tag), samples.moments)
    }
  }
#endif
