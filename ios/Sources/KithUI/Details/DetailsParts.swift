import KithKit
import KithStrings
import SwiftUI

/// How far a message has come with somebody: of one's own what they have told, of others' that they can read it.
struct ReceiptLine: View {
  let receipt: Receipt?
  /// Whether the message is one's own.
  let mine: Bool
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments

  var body: some View {
    if !mine {
      Text(strings.detailsCanRead).font(.small).foregroundStyle(.inkSoft)
    } else if let seen = receipt?.seen {
      SignedLine(sign: .eye, words: strings.detailsSeenAt(moment: strings.moment(seen, moments)), ink: .inkSoft)
    } else if let delivered = receipt?.delivered {
      SignedLine(
        sign: .arrived, words: strings.detailsDeliveredAt(moment: strings.moment(delivered, moments)), ink: .inkSoft)
    } else {
      Text(strings.detailsNotThere).font(.small).foregroundStyle(.inkSoft)
    }
  }
}

/// What a message said before its words were changed.
struct EarlierSection: View {
  let earlier: [Earlier]
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments

  var body: some View {
    if !earlier.isEmpty {
      Section {
        Text(strings.detailsEarlierHelp).font(.small).foregroundStyle(.inkSoft).onPaper()
        ForEach(Array(earlier.enumerated()), id: \.offset) { _, before in
          VStack(alignment: .leading, spacing: 4) {
            Text(before.words).textSelection(.enabled)
            Text(strings.detailsWrittenAt(moment: strings.moment(before.at, moments)))
              .font(.small)
              .foregroundStyle(.inkSoft)
          }
          .accessibilityElement(children: .combine)
          .onPaper()
        }
      } header: {
        Text(strings.detailsEarlier).font(.heading).foregroundStyle(.ink)
      }
      .headerProminence(.increased)
    }
  }
}
