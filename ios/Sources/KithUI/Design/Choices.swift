import SwiftUI

/// One of some things of which one is chosen: told by a tick, a thick edge and heavy letters.
struct Choice: View {
  let label: String
  var help = ""
  let isChosen: Bool
  let choose: @MainActor () -> Void

  var body: some View {
    Button(action: choose) {
      HStack(spacing: 12) {
        Image(systemName: isChosen ? "checkmark.circle.fill" : "circle")
          .foregroundStyle(isChosen ? .accent : .edge)
          .accessibilityHidden(true)
        VStack(alignment: .leading, spacing: 2) {
          Text(label).font(isChosen ? .strong : .body).foregroundStyle(.ink)
          if !help.isEmpty { Text(help).font(.small).foregroundStyle(.inkSoft) }
        }
        .frame(maxWidth: .infinity, alignment: .leading)
        .multilineTextAlignment(.leading)
      }
      .padding(.horizontal, 16)
      .padding(.vertical, 12)
      .frame(minHeight: 56)
      .background(isChosen ? .mine : .surface, in: rounded)
      .overlay { rounded.strokeBorder(isChosen ? .accent : .edge, lineWidth: isChosen ? 3 : 1) }
      .contentShape(rounded)
    }
    .buttonStyle(.plain)
    .accessibilityAddTraits(isChosen ? .isSelected : [])
  }
}
