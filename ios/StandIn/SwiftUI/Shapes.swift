public struct Path: Equatable, Sendable {
  private(set) var points: [CGPoint] = []
  public init() {}
  public init(_ callback: (inout Path) -> Void) { callback(&self) }
  public init(ellipseIn rect: CGRect) { points = [rect.origin] }
  public init(roundedRect rect: CGRect, cornerRadius: CGFloat) { points = [rect.origin] }
  public mutating func move(to end: CGPoint) { points.append(end) }
  public mutating func addLine(to end: CGPoint) { points.append(end) }
  public mutating func addLines(_ lines: [CGPoint]) { points += lines }
  public mutating func addRect(_ rect: CGRect) { points.append(rect.origin) }
  public mutating func closeSubpath() {}
  public var boundingRect: CGRect {
    points.reduce(into: CGRect.null) { $0 = $0.union(CGRect(origin: $1, size: .zero)) }
  }
}

public struct StrokeStyle: Equatable, Sendable {
  public var lineWidth: CGFloat
  public init(lineWidth: CGFloat = 1) { self.lineWidth = lineWidth }
}

public struct FillStyle: Equatable, Sendable {
  public init(eoFill: Bool = false, antialiased: Bool = true) {}
}

public protocol Shape: Sendable, View {
  nonisolated func path(in rect: CGRect) -> Path
}

public protocol InsettableShape: Shape {
  associatedtype InsetShape: InsettableShape
  nonisolated func inset(by amount: CGFloat) -> InsetShape
}

/// A shape with a style: says nothing.
public struct _ShapeView<Content: Shape, Style: ShapeStyle>: View, Outlined {
  public typealias Body = Never
  let shape: Content
  let style: Style
  func outline(into elements: inout [StandIn.Element]) {
    _ = shape.path(in: CGRect(x: 0, y: 0, width: 44, height: 44))
    StandIn.resolve(style)
  }
}

extension StandIn {
  /// So that a style of ours that traps is found.
  @MainActor static func resolve<S: ShapeStyle>(_ style: S) {
    guard S.Resolved.self != Never.self else { return }
    _ = style.resolve(in: EnvironmentValues.current)
  }
}

extension Shape {
  public var body: _ShapeView<Self, BackgroundStyle> { _ShapeView(shape: self, style: BackgroundStyle()) }
  public func fill<S: ShapeStyle>(_ content: S, style: FillStyle = FillStyle()) -> _ShapeView<Self, S> {
    _ShapeView(shape: self, style: content)
  }
  public func stroke<S: ShapeStyle>(_ content: S, lineWidth: CGFloat = 1) -> _ShapeView<Self, S> {
    _ShapeView(shape: self, style: content)
  }
}

extension InsettableShape {
  public func strokeBorder<S: ShapeStyle>(
    _ content: S, lineWidth: CGFloat = 1, antialiased: Bool = true
  ) -> _ShapeView<Self, S> { _ShapeView(shape: self, style: content) }
}

public struct Rectangle: InsettableShape {
  public nonisolated init() {}
  public nonisolated func path(in rect: CGRect) -> Path { Path { $0.addRect(rect) } }
  public nonisolated func inset(by amount: CGFloat) -> Rectangle { self }
}

public struct Circle: InsettableShape {
  public nonisolated init() {}
  public nonisolated func path(in rect: CGRect) -> Path { Path(ellipseIn: rect) }
  public nonisolated func inset(by amount: CGFloat) -> Circle { self }
}

public struct Capsule: InsettableShape {
  public nonisolated init() {}
  public nonisolated func path(in rect: CGRect) -> Path { Path(roundedRect: rect, cornerRadius: rect.height / 2) }
  public nonisolated func inset(by amount: CGFloat) -> Capsule { self }
}

public enum RoundedCornerStyle: Sendable { case circular, continuous }

public struct RoundedRectangle: InsettableShape {
  public var cornerSize: CGSize
  public nonisolated init(cornerRadius: CGFloat, style: RoundedCornerStyle = .continuous) {
    cornerSize = CGSize(width: cornerRadius, height: cornerRadius)
  }
  public nonisolated func path(in rect: CGRect) -> Path { Path(roundedRect: rect, cornerRadius: 0) }
  public nonisolated func inset(by amount: CGFloat) -> RoundedRectangle { self }
}

public struct UnevenRoundedRectangle: InsettableShape {
  public nonisolated init(
    topLeadingRadius: CGFloat = 0, bottomLeadingRadius: CGFloat = 0, bottomTrailingRadius: CGFloat = 0,
    topTrailingRadius: CGFloat = 0, style: RoundedCornerStyle = .continuous
  ) {}
  public nonisolated func path(in rect: CGRect) -> Path { Path(roundedRect: rect, cornerRadius: 0) }
  public nonisolated func inset(by amount: CGFloat) -> UnevenRoundedRectangle { self }
}

extension Shape where Self == Rectangle {
  public static var rect: Rectangle { Rectangle() }
}

extension Shape where Self == Circle {
  public static var circle: Circle { Circle() }
}

extension Shape where Self == RoundedRectangle {
  public static func rect(cornerRadius: CGFloat, style: RoundedCornerStyle = .continuous) -> RoundedRectangle {
    RoundedRectangle(cornerRadius: cornerRadius, style: style)
  }
}
