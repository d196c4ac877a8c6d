import KithKit
import KithStrings
import SwiftUI

private struct StringsKey: EnvironmentKey {
  static let defaultValue = Strings(Language.english.tag)
}

private struct MomentsKey: EnvironmentKey {
  static let defaultValue = Moments(Strings(Language.english.tag).locale)
}

private struct MineKey: EnvironmentKey {
  static let defaultValue = false
}

extension EnvironmentValues {
  /// The sentences, in the language that was chosen in Kith.
  public var strings: Strings {
    get { self[StringsKey.self] }
    set { self[StringsKey.self] = newValue }
  }

  /// Whether who looks at this is the patient: then the patient is "you".
  var mine: Bool {
    get { self[MineKey.self] }
    set { self[MineKey.self] = newValue }
  }

  /// How times are said.
  public var moments: Moments {
    get { self[MomentsKey.self] }
    set { self[MomentsKey.self] = newValue }
  }
}

extension View {
  /// Speaks the language of `strings`, from its side.
  public func speaking(_ strings: Strings, _ moments: Moments? = nil) -> some View {
    let rightToLeft = Language.of([strings.tag]).rightToLeft
    return environment(\.strings, strings)
      .environment(\.moments, moments ?? Moments(strings.locale))
      .environment(\.locale, strings.locale)
      .environment(\.layoutDirection, rightToLeft ? .rightToLeft : .leftToRight)
  }

  /// Has VoiceOver say `words` when they come, wherever it is.
  func announced(_ words: String?) -> some View {
    onChange(of: words, initial: true) { _, now in
      if let now { AccessibilityNotification.Announcement(now).post() }
    }
  }
}

extension Binding where Value: Sendable {
  /// Shows `value`, and tells of every other that the person wants; what becomes of it is not the view's to say.
  @MainActor
  static func telling(_ value: Value, _ tell: @escaping @MainActor (Value) -> Void) -> Binding<Value> {
    Binding(get: { value }, set: { @MainActor wanted in tell(wanted) })
  }
}
