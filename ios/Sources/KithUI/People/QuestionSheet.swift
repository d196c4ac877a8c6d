import KithKit
import KithStrings
import SwiftUI

/// Says what will happen before it happens.
struct QuestionSheet: View {
  let question: Question
  let working: Bool
  let on: @MainActor (PeopleEvent) -> Void
  @Environment(\.strings) private var strings

  var body: some View {
    let asked = strings.asked(question)
    Page(spacing: 16) {
      Text(asked.title).heading(.title2.bold()).padding(.top, 32)
      DoubtLine(doubt: doubt)
      Text(asked.consequence)
      Button(working ? strings.stateWorking : asked.yes) { on(.confirm(question)) }
        .buttonStyle(WeightedButtonStyle(weight: isGrave ? .grave : .main))
        .disabled(working)
      if case .remove(let person) = question {
        Button(strings.peopleRemoveQuietly) { on(.ask(.goOnWithout(person))) }
          .buttonStyle(.quiet).disabled(working)
      }
      Button(strings.actionCancel) { on(.cancel) }.buttonStyle(.other).disabled(working)
    }
    .presentationDetents([.medium, .large])
    .interactiveDismissDisabled(working)
    .coveredWhenInactive()
  }

  /// Whether a yes gives away more than a place in the circle, or takes one.
  private var isGrave: Bool {
    if case .approve(let invitation) = question { invitation.role == .proxy || doubt != nil } else { true }
  }

  /// What stands against whom a yes lets in.
  private var doubt: Doubt? {
    switch question {
    case .approve(let invitation), .renew(let invitation, _):
      if case .answered(let answer) = invitation.stage { answer.known.doubt } else { nil }
    case .decline, .takeBack, .remove, .goOnWithout, .startAnew: nil
    }
  }
}
