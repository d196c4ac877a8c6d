import KithKit
import KithStrings
import SwiftUI

/// Who is it? The number of two people, and the way to compare it. The app draws what the camera sees, and hands on
/// what a code says.
public struct NumberView<CameraView: View>: View {
  private let state: NumberState
  private let on: @MainActor (NumberEvent) -> Void
  private let camera: () -> CameraView
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments

  public init(
    state: NumberState, on: @escaping @MainActor (NumberEvent) -> Void,
    @ViewBuilder camera: @escaping () -> CameraView
  ) {
    self.state = state
    self.on = on
    self.camera = camera
  }

  public var body: some View {
    if let seeing = state.camera {
      looking(seeing)
    } else {
      Whole(content: state.number, resolve: { on(.resolve($0)) }) { number in
        Page {
          if let problem = state.problem { ProblemNote(problem: problem) { on(.resolve($0)) } }
          if let compared = state.compared { Outcome(compared: compared, name: name, place: place) }
          // It was said before, and holds.
          if number.different && state.compared != .different {
            Card(ground: .alarm) { DoubtLine(doubt: .different) }
          }
          if !state.name.isEmpty { Text(state.name).heading() }
          Text(strings.numberLead)
          QRCodeView(text: number.code, spoken: strings.numberCodeSpoken)
          Digits(groups: number.groups)
          if let checked = number.checked {
            SignedLine(
              sign: .check, words: strings.peopleChecked(day: moments.day(checked)), ink: .accent, font: .strong)
          }
          SignedLine(sign: .info, words: place, font: .body)
          if state.sees { Button(strings.numberScan, sign: .code) { on(.scan) }.buttonStyle(.main) }
          said(number)
        }
      }
      .navigationTitle(strings.numberTitle)
    }
  }

  /// What the person says of the digits.
  @ViewBuilder private func said(_ number: PairNumber) -> some View {
    // What was different no word makes the same where a code can be looked at: only another look does.
    if !number.different || !state.sees {
      if number.checked == nil {
        Button(strings.numberSame) { on(.same) }
          .buttonStyle(WeightedButtonStyle(weight: state.sees || number.different ? .other : .main))
      } else {
        Button(strings.numberTakeBack) { on(.takeBack) }.buttonStyle(.quiet)
      }
    }
    if !number.different {
      Button(strings.numberAreDifferent) { on(.different) }.buttonStyle(.grave)
    }
  }

  /// The name in a sentence: whoever waits is told no name of the patient.
  private var name: String {
    if !state.name.isEmpty { return state.name }
    return state.opposite == .patient ? strings.numberPatient : strings.chatSomeone
  }

  /// Where the other one finds the page with the same number.
  private var place: String {
    switch state.opposite {
    case .inside: strings.numberWhere
    case .comer: strings.numberWhereComer
    case .patient: strings.numberWherePatient
    }
  }

  private func looking(_ seeing: Camera) -> some View {
    Page {
      Text(strings.finderHelp(seeing))
      if seeing == .ready { Finder(camera: camera) }
      SignedLine(sign: .info, words: place, font: .body)
    }
    // No picture of a code: it comes by the very way that is to be checked, and no one is there.
    .safeAreaInset(edge: .bottom) {
      if seeing == .notAllowed {
        Foot { Button(strings.welcomeCameraAllow) { on(.allowCamera) }.buttonStyle(.main) }
      }
    }
    .step(strings.numberScan) { on(.back) }
  }
}

/// In rows, from left to right in every language, as they are read out.
private struct Digits: View {
  let groups: [String]
  @Environment(\.dynamicTypeSize) private var size

  /// So many groups of digits stand side by side; with large letters fewer.
  private var across: Int { size.isAccessibilitySize ? 2 : 3 }

  var body: some View {
    VStack(spacing: 8) {
      ForEach(rows, id: \.self) { row in
        Text(row).font(.heading)
      }
    }
    .frame(maxWidth: .infinity)
    .environment(\.layoutDirection, .leftToRight)
    .accessibilityElement(children: .ignore)
    .accessibilityLabel(groups.map { $0.map(String.init).joined(separator: " ") }.joined(separator: ", "))
  }

  private var rows: [String] {
    stride(from: 0, to: groups.count, by: across).map { start in
      groups[start..<min(start + across, groups.count)].joined(separator: "   ")
    }
  }
}

/// What the code of the other device said.
private struct Outcome: View {
  let compared: Compared
  let name: String
  let place: String
  @Environment(\.strings) private var strings

  var body: some View {
    switch compared {
    case .same:
      Card(ground: .surface) {
        SignedLine(sign: .check, words: strings.numberIsSame(name: name), ink: .accent, font: .strong)
      }
    case .different:
      Card(ground: .alarm) {
        SignedLine(sign: .alert, words: strings.numberDifferent, ink: .alarmInk, font: .strong)
        Text(strings.numberDifferentBody(name: name)).foregroundStyle(.ink)
      }
    case .notOfKith:
      Card(ground: .notice) {
        SignedLine(sign: .alert, words: strings.numberNotOfKith, ink: .noticeInk, font: .strong)
        Text(place).foregroundStyle(.ink)
      }
    }
  }
}
