import KithKit
import KithStrings
import SwiftUI

/// One message: its words, how far it came, who can read it and who cannot.
public struct DetailsView: View {
  private let state: DetailsState
  private let on: @MainActor (DetailsEvent) -> Void
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments

  public init(state: DetailsState, on: @escaping @MainActor (DetailsEvent) -> Void) {
    self.state = state
    self.on = on
  }

  public var body: some View {
    Whole(content: state.details, resolve: { on(.resolve($0)) }) { details in
      List {
        if let problem = state.problem {
          Section { ProblemNote(problem: problem) { on(.resolve($0)) }.bare() }
        }
        Section { message(details) }
        signs(details.signs)
        readers(details)
        others(details.others)
        EarlierSection(earlier: details.earlier)
        Section { actions(details.message) }
      }
      .paper()
    }
    .safeAreaInset(edge: .top, spacing: 0) { OfflineLine(connection: state.connection) }
    .environment(\.mine, state.details.value?.mine == true)
    .navigationTitle(strings.detailsTitle)
    .navigationBarTitleDisplayMode(.inline)
  }

  @ViewBuilder private func message(_ details: MessageDetails) -> some View {
    let message = details.message
    let care = message.audience == .care
    VStack(alignment: .leading, spacing: 12) {
      PersonLine(person: message.sender)
      if care { SignedLine(sign: .lock, words: strings.audienceCare, ink: .careInk, font: .smallStrong) }
      Text(message.body).textSelection(.enabled)
    }
    .padding(.vertical, 8)
    .onPaper(care ? .care : .surface)
    progress(details).onPaper()
  }

  @ViewBuilder private func progress(_ details: MessageDetails) -> some View {
    switch details.message.delivery {
    case .waiting: SignedLine(sign: .clock, words: strings.detailsWaits, font: .body)
    case .refused: SignedLine(sign: .alert, words: strings.detailsRefused, ink: .alarmInk, font: .body)
    case .sent, .delivered, .seen, .received:
      let at = strings.moment(details.sentAt ?? details.message.at, moments)
      SignedLine(sign: .check, words: strings.detailsSentAt(moment: at), font: .body)
    }
    if details.message.edited { SignedLine(sign: .pen, words: strings.detailsEdited, font: .body) }
    if details.clockOff { SignedLine(sign: .clock, words: strings.detailsClockOff, font: .body) }
  }

  @ViewBuilder private func signs(_ signs: [PutSign]) -> some View {
    if !signs.isEmpty {
      Section {
        ForEach(signs, id: \.sign) { put in
          let names = strings.names(put.people)
          HStack(spacing: 12) {
            Text(put.sign).font(.heading)
            Text(names)
          }
          .accessibilityElement(children: .ignore)
          .accessibilityLabel(strings.sign(put.sign) + ": " + names)
          .onPaper()
        }
      } header: {
        Text(strings.detailsSigns).font(.heading).foregroundStyle(.ink)
      }
      .headerProminence(.increased)
    }
  }

  private func readers(_ details: MessageDetails) -> some View {
    Section {
      if details.readers.isEmpty || details.message.delivery == .refused {
        Text(strings.detailsNobody).onPaper()
      } else {
        ForEach(details.readers) { reader in
          PersonLine(person: reader) {
            if details.message.delivery != .waiting {
              ReceiptLine(receipt: details.receipts.first { $0.personId == reader.id }, mine: details.message.sender.me)
            }
          }
          .onPaper()
        }
        if details.receipts.contains(where: { $0.seen == nil }) {
          SignedLine(sign: .info, words: strings.detailsSeenNotTold, ink: .inkSoft).onPaper(.ground)
        }
      }
    } header: {
      Text(strings.detailsReaders).font(.heading).foregroundStyle(.ink)
    }
    .headerProminence(.increased)
  }

  @ViewBuilder private func others(_ people: [Person]) -> some View {
    if !people.isEmpty {
      Section {
        ForEach(people) { PersonLine(person: $0).onPaper() }
      } header: {
        Text(strings.detailsOthers).font(.heading).foregroundStyle(.ink)
      }
      .headerProminence(.increased)
    }
  }

  @ViewBuilder private func actions(_ message: ChatRow.Message) -> some View {
    if message.may.contains(.writeAgain) {
      Button(strings.chatWriteAgain, sign: .pen) { on(.writeAgain) }.buttonStyle(.main).bare()
    }
    Button(strings.chatCopy, sign: .copy) { on(.copy) }.buttonStyle(.other).bare()
  }
}
