public struct Text: View, Equatable, Outlined {
  public typealias Body = Never
  let words: String
  public init<S: StringProtocol>(_ content: S) { words = String(content) }
  public init(verbatim content: String) { words = content }
  public init(_ attributedContent: AttributedString) { words = String(attributedContent.characters) }
  public func font(_ font: Font?) -> Text { self }
  public func bold() -> Text { self }
  public func fontWeight(_ weight: Font.Weight?) -> Text { self }
  public func underline(_ isActive: Bool = true, color: Color? = nil) -> Text { self }
  public func foregroundStyle<S: ShapeStyle>(_ style: S) -> Text { self }
  public func monospacedDigit() -> Text { self }
  func outline(into elements: inout [StandIn.Element]) { elements.append(.init(kind: .text, words: words)) }
}

public struct Image: View, Equatable, Outlined {
  public typealias Body = Never
  public enum Interpolation: Sendable { case none, low, medium, high }
  public enum Scale: Sendable { case small, medium, large }
  let name: String
  let isDecorative: Bool
  public init(systemName: String) { (name, isDecorative) = (systemName, false) }
  public init(decorative name: String, bundle: Bundle? = nil) { (self.name, isDecorative) = (name, true) }
  public func resizable() -> Image { self }
  public func interpolation(_ interpolation: Image.Interpolation) -> Image { self }
  func outline(into elements: inout [StandIn.Element]) {
    if !isDecorative { elements.append(.init(kind: .image, words: "")) }
  }
}

public struct Label<Title: View, Icon: View>: View, Outlined {
  public typealias Body = Never
  let title: Title
  public init(@ViewBuilder title: () -> Title, @ViewBuilder icon: () -> Icon) {
    self.title = title()
    _ = icon()
  }
  /// The icon of a label is never said.
  func outline(into elements: inout [StandIn.Element]) { StandIn.add(title, to: &elements) }
}

extension Label where Title == Text, Icon == Image {
  public init<S: StringProtocol>(_ title: S, systemImage name: String) {
    self.init(title: { Text(title) }, icon: { Image(systemName: name) })
  }
}

@MainActor @preconcurrency public protocol LabelStyle {
  associatedtype Body: View
  @ViewBuilder func makeBody(configuration: Self.Configuration) -> Self.Body
  typealias Configuration = LabelStyleConfiguration
}

@MainActor @preconcurrency public struct LabelStyleConfiguration {
  public let title: AnyView
  public let icon: AnyView
}

public struct TitleAndIconLabelStyle: LabelStyle {
  public init() {}
  public func makeBody(configuration: Configuration) -> some View { configuration.title }
}

public struct IconOnlyLabelStyle: LabelStyle {
  public init() {}
  public func makeBody(configuration: Configuration) -> some View { configuration.icon }
}

extension LabelStyle where Self == TitleAndIconLabelStyle {
  public static var titleAndIcon: TitleAndIconLabelStyle { .init() }
}

extension LabelStyle where Self == IconOnlyLabelStyle {
  public static var iconOnly: IconOnlyLabelStyle { .init() }
}

/// Attributes that `AttributedString` has on Apple's platforms by SwiftUI.
extension AttributeScopes {
  public struct SwiftUIAttributes: AttributeScope {
    public let foregroundColor: ForegroundColorAttribute
    public let backgroundColor: BackgroundColorAttribute
    public let font: FontAttribute
    public let underlineStyle: UnderlineAttribute
  }
  public enum ForegroundColorAttribute: AttributedStringKey {
    public typealias Value = Color
    public static let name = "SwiftUI.ForegroundColor"
  }
  public enum BackgroundColorAttribute: AttributedStringKey {
    public typealias Value = Color
    public static let name = "SwiftUI.BackgroundColor"
  }
  public enum FontAttribute: AttributedStringKey {
    public typealias Value = Font
    public static let name = "SwiftUI.Font"
  }
  public enum UnderlineAttribute: AttributedStringKey {
    public typealias Value = Text.LineStyle
    public static let name = "SwiftUI.UnderlineStyle"
  }
  public var swiftUI: SwiftUIAttributes.Type { SwiftUIAttributes.self }
}

extension AttributeDynamicLookup {
  public subscript<T: AttributedStringKey>(
    dynamicMember keyPath: KeyPath<AttributeScopes.SwiftUIAttributes, T>
  ) -> T { self[T.self] }
}

extension Text {
  public struct LineStyle: Hashable, Sendable {
    public static let single = LineStyle()
  }
}
