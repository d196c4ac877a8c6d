import SwiftUI

/// A colour of Kith's, by day, by night, and for who asked the device for more contrast. Every ink reads on every ground
/// that it may stand on at 4.5:1 or better, which the tests measure. Colour never says something alone: a word or a
/// shape stands beside it.
struct Tone: ShapeStyle, Equatable {
  let light: UInt32
  let dark: UInt32
  /// What stands in for it with more contrast.
  private let strong: [UInt32]

  init(light: UInt32, dark: UInt32) { (self.light, self.dark, strong) = (light, dark, [light, dark]) }

  /// A soft tone, in whose place `strong` stands where there is to be more contrast.
  init(light: UInt32, dark: UInt32, strong: Tone) {
    (self.light, self.dark, self.strong) = (light, dark, [strong.light, strong.dark])
  }

  func resolve(in environment: EnvironmentValues) -> Color.Resolved {
    let night = environment.colorScheme == .dark
    let plain = environment.colorSchemeContrast == .standard
    let rgb = plain ? (night ? dark : light) : strong[night ? 1 : 0]
    let part = { (shift: UInt32) in Float(rgb >> shift & 0xFF) / 255 }
    return Color.Resolved(red: part(16), green: part(8), blue: part(0))
  }
}

extension ShapeStyle where Self == Tone {
  /// Warm paper.
  static var ground: Tone { Tone(light: 0xFAF6EF, dark: 0x121715) }
  /// Lighter paper that holds what belongs together.
  static var surface: Tone { Tone(light: 0xFFFFFF, dark: 0x1D2422) }
  /// What stays in the background.
  static var sunken: Tone { Tone(light: 0xF1EADF, dark: 0x0B0F0E) }
  static var ink: Tone { Tone(light: 0x1A211F, dark: 0xF1EDE5) }
  static var inkSoft: Tone { Tone(light: 0x4A544F, dark: 0xBAC3BD, strong: .ink) }
  /// Between things of a kind.
  static var line: Tone { Tone(light: 0xDDD3C4, dark: 0x35403B, strong: .edge) }
  /// Around what can be touched.
  static var edge: Tone { Tone(light: 0x7A7466, dark: 0x8D978F, strong: .ink) }
  static var accent: Tone { Tone(light: 0x0A574F, dark: 0x86D6C4) }
  static var onAccent: Tone { Tone(light: 0xFFFFFF, dark: 0x06231F) }
  /// One's own words.
  static var mine: Tone { Tone(light: 0xDDEBE5, dark: 0x1E3F38) }
  /// What only the clinic reads.
  static var care: Tone { Tone(light: 0xE9E3F6, dark: 0x33294F) }
  static var careInk: Tone { Tone(light: 0x4A2F86, dark: 0xD2C2FF) }
  /// What is to be known.
  static var notice: Tone { Tone(light: 0xFFF0CC, dark: 0x40310D) }
  static var noticeInk: Tone { Tone(light: 0x573900, dark: 0xFFDC94) }
  /// What was refused, nothing else.
  static var alarm: Tone { Tone(light: 0xFBE3DE, dark: 0x47190F) }
  static var alarmInk: Tone { Tone(light: 0x8A1C12, dark: 0xFFB9AD) }
  /// What was looked for.
  static var found: Tone { Tone(light: 0x0B4FD9, dark: 0x9CC4FF) }
}
