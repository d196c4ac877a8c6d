import SwiftUI
import Testing

@testable import KithUI

struct ToneTests {
  /// Inks, and the grounds that they stand on.
  private let pairs: [(ink: Tone, grounds: [Tone])] = [
    (.ink, [.ground, .surface, .sunken, .mine, .care, .notice, .alarm]),
    (.inkSoft, [.ground, .surface, .mine, .care, .sunken]),
    (.accent, [.ground, .surface, .sunken, .mine, .notice, .alarm]), (.onAccent, [.accent]),
    (.careInk, [.care, .surface, .ground]), (.care, [.careInk]), (.noticeInk, [.notice, .surface]),
    (.alarmInk, [.alarm, .surface, .ground, .notice]),
  ]

  @Test func everyInkReadsOnEveryGroundByDayAndByNight() {
    for (ink, grounds) in pairs {
      for ground in grounds {
        for night in [false, true] {
          let ratio = contrast(night ? ink.dark : ink.light, night ? ground.dark : ground.light)
          #expect(ratio >= 4.5, "\(ink) on \(ground)")
        }
      }
    }
  }

  @Test func edgesAreSeen() {
    for night in [false, true] {
      let edge: Tone = .edge
      let ground: Tone = .ground
      #expect((contrast(night ? edge.dark : edge.light, night ? ground.dark : ground.light)) >= 3)
    }
  }

  /// WCAG 2.2.
  private func contrast(_ one: UInt32, _ other: UInt32) -> Double {
    let (high, low) = (max(luminance(one), luminance(other)), min(luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
  }

  private func luminance(_ rgb: UInt32) -> Double {
    0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb)
  }

  private func linear(_ part: UInt32) -> Double {
    let value = Double(part & 0xFF) / 255
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
  }
}
