public protocol EnvironmentKey {
  associatedtype Value
  static var defaultValue: Self.Value { get }
}

public struct EnvironmentValues {
  /// That of the view whose body is being computed.
  nonisolated(unsafe) static var current = EnvironmentValues()

  private var values: [ObjectIdentifier: Any] = [:]
  var objects: [ObjectIdentifier: AnyObject] = [:]
  var destinations: Destinations?
  var buttons: (@MainActor (ButtonStyleConfiguration) -> AnyView)?

  public init() {}

  public subscript<K: EnvironmentKey>(key: K.Type) -> K.Value {
    get { values[ObjectIdentifier(key)] as? K.Value ?? K.defaultValue }
    set { values[ObjectIdentifier(key)] = newValue }
  }

  public var colorScheme = ColorScheme.light
  public var colorSchemeContrast: ColorSchemeContrast { .standard }
  public var dynamicTypeSize = DynamicTypeSize.large
  public var layoutDirection = LayoutDirection.leftToRight
  public var locale = Locale.current
  public var calendar = Calendar.current
  public var timeZone = TimeZone.current
  public var isEnabled = true
  public var scenePhase = ScenePhase.active
  public var accessibilityDifferentiateWithoutColor: Bool { false }
  public var accessibilityReduceTransparency: Bool { false }
  public var accessibilityReduceMotion: Bool { false }
  public var accessibilityVoiceOverEnabled: Bool { false }
  public var dismiss: DismissAction { DismissAction() }
  public var openURL: OpenURLAction { MainActor.assumeIsolated { OpenURLAction { _ in .handled } } }
  public var horizontalSizeClass: UserInterfaceSizeClass?
}

public enum ColorScheme: CaseIterable, Hashable, Sendable { case light, dark }
public enum ColorSchemeContrast: CaseIterable, Hashable, Sendable { case standard, increased }
public enum LayoutDirection: Hashable, CaseIterable, Sendable { case leftToRight, rightToLeft }
public enum UserInterfaceSizeClass: Hashable, Sendable { case compact, regular }
public enum ScenePhase: Comparable, Hashable, Sendable { case background, inactive, active }

public enum DynamicTypeSize: Hashable, Comparable, CaseIterable, Sendable {
  case xSmall, small, medium, large, xLarge, xxLarge, xxxLarge
  case accessibility1, accessibility2, accessibility3, accessibility4, accessibility5
  public var isAccessibilitySize: Bool { self >= .accessibility1 }
}

@MainActor @preconcurrency public struct DismissAction {
  nonisolated init() {}
  public func callAsFunction() {}
}

@MainActor @preconcurrency public struct OpenURLAction {
  public struct Result: Sendable {
    public static let handled = Result()
    public static let discarded = Result()
    public static let systemAction = Result()
  }
  private let handler: (URL) -> Result
  public init(handler: @escaping (URL) -> OpenURLAction.Result) { self.handler = handler }
  public func callAsFunction(_ url: URL) { _ = handler(url) }
}

extension View {
  public func environment<V>(_ keyPath: WritableKeyPath<EnvironmentValues, V>, _ value: V) -> some View {
    altering { $0[keyPath: keyPath] = value }
  }
  public func environment<T: AnyObject & Observable>(_ object: T?) -> some View {
    altering { $0.objects[ObjectIdentifier(T.self)] = object }
  }
  public func dynamicTypeSize(_ size: DynamicTypeSize) -> some View { altering { $0.dynamicTypeSize = size } }
  public func preferredColorScheme(_ colorScheme: ColorScheme?) -> some View {
    altering { if let colorScheme { $0.colorScheme = colorScheme } }
  }
  public func disabled(_ disabled: Bool) -> some View { altering { $0.isEnabled = $0.isEnabled && !disabled } }
}
