import Foundation
import KithKit
import KithStrings
import SwiftUI

/// What is answered: whose words, and the first of them, beside an edge.
struct QuoteLines: View {
  let quote: Quote
  @Environment(\.strings) private var strings

  var body: some View {
    HStack(spacing: 10) {
      Rectangle().fill(.accent).frame(width: 3)
      VStack(alignment: .leading, spacing: 0) {
        Text(strings.answered(quote)).font(.smallStrong).foregroundStyle(.ink)
        if let words = strings.words(quote) {
          Text(words).font(.small).foregroundStyle(.ink).lineLimit(2)
        }
      }
    }
    .fixedSize(horizontal: false, vertical: true)
    .padding(10)
    .background(.sunken, in: rounded)
  }
}

/// Someone's words: people's names in heavy letters, a line under what leads somewhere.
struct LiveText: View {
  let message: ChatRow.Message

  var body: some View { Text(lined) }

  var lined: AttributedString {
    var lined = AttributedString(message.body)
    for live in message.live {
      if let range = message.body.part(live.words, in: lined) { lined[range].underlineStyle = Text.LineStyle.single }
    }
    for name in message.named {
      if let range = message.body.part(name, in: lined) { lined[range].font = .strong }
    }
    return lined
  }
}

/// Which signs were put to a message, and by how many; one's own has a thick edge and heavy letters.
struct SignsLine: View {
  let signs: [MessageSign]

  var body: some View {
    ViewThatFits {
      HStack(spacing: 6) { all }
      VStack(alignment: .leading, spacing: 6) { all }
    }
  }

  private var all: some View {
    ForEach(signs, id: \.sign) { sign in
      HStack(spacing: 6) {
        Text(sign.sign).font(.small)
        Text(verbatim: "\(sign.count)").font(sign.mine ? .smallStrong : .small).foregroundStyle(.ink)
      }
      .padding(.horizontal, 10)
      .padding(.vertical, 4)
      .background(.surface, in: rounded)
      .overlay { rounded.strokeBorder(sign.mine ? .accent : .edge, lineWidth: sign.mine ? 2 : 1) }
    }
  }
}

/// Where a message stood that its sender took back.
struct DeletedRow: View {
  let row: ChatRow.Deleted
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments

  var body: some View {
    VStack(alignment: .leading, spacing: 4) {
      if row.audience == .care {
        SignedLine(sign: .lock, words: strings.audienceCare, ink: .careInk, font: .smallStrong)
      }
      SignedLine(sign: .bin, words: strings.deleted(row), ink: .inkSoft)
      Text(moments.time(row.at)).font(.small).foregroundStyle(.inkSoft)
    }
    .padding(.horizontal, 16)
    .padding(.vertical, 10)
    .overlay { rounded.strokeBorder(.line, lineWidth: 1) }
    .frame(maxWidth: .infinity, alignment: row.sender.me ? .trailing : .leading)
    .padding(.top, 14)
    .accessibilityElement(children: .ignore)
    .accessibilityLabel(strings.spoken(row, moments))
  }
}
