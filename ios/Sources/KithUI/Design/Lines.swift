import Foundation
import KithKit
import KithStrings
import SwiftUI

/// A sign and a sentence, side by side. The sign says nothing that the sentence does not.
struct SignedLine: View {
  let sign: Sign
  let words: String
  var ink: Tone = .ink
  var font: Font = .small

  var body: some View {
    HStack(alignment: .firstTextBaseline, spacing: 8) {
      SignView(sign: sign)
      Text(words).frame(maxWidth: .infinity, alignment: .leading)
    }
    .font(font)
    .foregroundStyle(ink)
    .accessibilityElement(children: .combine)
  }
}

/// What belongs together, on a sheet of lighter paper.
struct Card<Content: View>: View {
  var ground: Tone = .surface
  @ViewBuilder let content: () -> Content

  var body: some View {
    VStack(alignment: .leading, spacing: 12, content: content)
      .padding(16)
      .frame(maxWidth: .infinity, alignment: .leading)
      .background(ground, in: rounded)
  }
}

/// A part of a page under its name.
struct Part<Content: View>: View {
  let name: String
  @ViewBuilder let content: () -> Content

  var body: some View {
    VStack(alignment: .leading, spacing: 12) {
      Text(name).heading().padding(.top, 8)
      content()
    }
    .frame(maxWidth: .infinity, alignment: .leading)
  }
}

/// Always there, offline too: a button that calls for help.
struct EmergencyButton: View {
  let number: String
  let call: @MainActor (String) -> Void
  @Environment(\.strings) private var strings

  var body: some View {
    CallButton(words: strings.emergencyLine(number: telephone(number)), ink: .alarmInk) { call(number) }
  }
}

/// An `EmergencyButton` across a screen.
struct EmergencyBar: View {
  let number: String
  let call: @MainActor (String) -> Void

  var body: some View {
    EmergencyButton(number: number, call: call)
      .padding(.horizontal, 16)
      .padding(.vertical, 6)
      .readable()
      .background(.sunken)
  }
}

/// Where one is told to call the clinic: a button that does. Nothing where its number is not known.
struct CallTheClinic: View {
  let number: String?
  let call: @MainActor (String) -> Void
  @Environment(\.strings) private var strings

  var body: some View {
    if let number, !number.isBlank {
      CallButton(words: strings.emergencyClinic(number: telephone(number)), ink: .accent) { call(number) }
    }
  }
}

private struct CallButton: View {
  let words: String
  let ink: Tone
  let call: @MainActor () -> Void
  @Environment(\.dynamicTypeSize) private var size

  var body: some View {
    Button(action: call) {
      HStack(spacing: 10) {
        if !size.isAccessibilitySize { SignView(sign: .phone) }
        Text(words).font(.smallStrong)
      }
      .foregroundStyle(ink)
      .padding(.horizontal, 16)
      .padding(.vertical, 8)
      .frame(maxWidth: .infinity, minHeight: 48)
      .background(.surface, in: rounded)
      .overlay { rounded.strokeBorder(ink, lineWidth: 2) }
      .contentShape(rounded)
    }
    .buttonStyle(.plain)
  }
}

/// Says that there is no network, or that a clinic is out of reach, how old everything is, and that one can go on.
struct OfflineLine: View {
  let connection: Connection
  @Environment(\.openURL) private var openURL
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments
  @Environment(\.dynamicTypeSize) private var size

  var body: some View {
    if connection.offline {
      VStack(alignment: .leading, spacing: 0) {
        HStack(alignment: .firstTextBaseline, spacing: 10) {
          SignView(sign: .noNetwork)
          VStack(alignment: .leading) {
            Text(strings.offline(connection, moments)).font(.smallStrong)
            barred
            if !size.isAccessibilitySize && connection.goesOut { Text(strings.offlineLater).font(.small) }
          }
          .frame(maxWidth: .infinity, alignment: .leading)
        }
        .accessibilityElement(children: .combine)
        .announced(strings.offlineTitle(connection))
        if case .login(let page) = connection.barred {
          // In the person's own browser: what such a page asks for is no affair of Kith's.
          Button(strings.barredLoginOpen) {
            if let url = URL(string: page) { openURL(url) }
          }
          .font(.smallStrong)
          .frame(minHeight: 48)
        }
      }
      .foregroundStyle(.noticeInk)
      .padding(.horizontal, 16)
      .padding(.vertical, 10)
      .background(.notice)
    }
  }

  /// What to do about what stands between.
  @ViewBuilder private var barred: some View {
    switch connection.barred {
    case nil: EmptyView()
    case .login: Text(strings.barredLoginBody).font(.small)
    case .proxyLogin: Text(strings.barredProxyBody).font(.small)
    case .clock: Text(strings.barredClockBody).font(.small)
    case .full: Text(strings.barredFullBody).font(.small)
    case .stopped: Text(strings.barredStoppedBody).font(.small)
    }
  }
}

/// Someone: mark, name, role in words, and what else there is to say.
struct PersonLine<More: View>: View {
  let person: Person
  @ViewBuilder let more: () -> More
  @Environment(\.strings) private var strings
  @Environment(\.mine) private var mine

  var body: some View {
    Beside(spacing: 14) {
      RoleMark(person: person)
      VStack(alignment: .leading, spacing: 2) {
        Text(strings.name(person)).font(.strong)
        Text(strings.role(person, mine: mine))
        more()
      }
      .frame(maxWidth: .infinity, alignment: .leading)
    }
    .foregroundStyle(.ink)
    .accessibilityElement(children: .combine)
  }
}

extension PersonLine where More == EmptyView {
  init(person: Person) { self.init(person: person, more: EmptyView.init) }
}
