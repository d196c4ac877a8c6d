import KithKit
import SwiftUI

/// The shape of a role: a circle for the patient and who speaks for them, a house for family and friends, a plus for
/// doctors and nurses, a square for who plans care.
struct RoleShape: Shape {
  let role: Role

  nonisolated func path(in rect: CGRect) -> Path {
    switch role {
    case .patient, .proxy: Path(ellipseIn: rect)
    case .family: through(rect, [(0.5, 0), (1, 0.36), (0.94, 0.96), (0.06, 0.96), (0, 0.36)])
    case .clinician: plus(in: rect)
    case .coordinator: Path(roundedRect: rect, cornerRadius: rect.width * 0.22)
    case .administrator:
      through(
        rect, [(0.28, 0), (0.72, 0), (1, 0.28), (1, 0.72), (0.72, 1), (0.28, 1), (0, 0.72), (0, 0.28)])
    }
  }

  private nonisolated func plus(in rect: CGRect) -> Path {
    through(
      rect,
      [
        (0.2, 0), (0.8, 0), (0.8, 0.2), (1, 0.2), (1, 0.8), (0.8, 0.8), (0.8, 1), (0.2, 1), (0.2, 0.8), (0, 0.8),
        (0, 0.2), (0.2, 0.2),
      ])
  }

  private nonisolated func through(_ rect: CGRect, _ parts: [(x: CGFloat, y: CGFloat)]) -> Path {
    Path { path in
      path.addLines(parts.map { CGPoint(x: rect.minX + $0.x * rect.width, y: rect.minY + $0.y * rect.height) })
      path.closeSubpath()
    }
  }
}

/// Someone's first letter on the shape of their role. It says nothing to VoiceOver: the role's word always stands beside
/// it.
struct RoleMark: View {
  let person: Person
  @ScaledMetric(relativeTo: .body) private var size: CGFloat = 44

  var body: some View {
    let shape = RoleShape(role: person.role)
    Text(letter)
      .font(.strong)
      .foregroundStyle(ink)
      .frame(width: side, height: side)
      .background { shape.fill(ground) }
      .overlay { shape.stroke(edge, lineWidth: person.role == .proxy ? 4 : 1.5).padding(1) }
      .accessibilityHidden(true)
  }

  /// It grows with the letters, up to where it would take their room.
  private var side: CGFloat { min(size, 72) }

  private var letter: String {
    person.name.first { $0.isLetter || $0.isNumber }.map { $0.uppercased() } ?? "?"
  }

  private var ground: Tone {
    switch person.role {
    case .patient: .accent
    case .proxy: .surface
    case .family: .mine
    case .clinician, .coordinator, .administrator: .care
    }
  }

  private var ink: Tone {
    switch person.role {
    case .patient: .onAccent
    case .proxy: .accent
    case .family: .ink
    case .clinician, .coordinator, .administrator: .careInk
    }
  }

  private var edge: Tone {
    switch person.role {
    case .patient, .proxy, .family: .accent
    case .clinician, .coordinator, .administrator: .careInk
    }
  }
}
