// A stand-in for Apple's SwiftUI, to type-check views on Linux alone: see ../README.md.
@_exported import Foundation
@_exported import Observation

@MainActor @preconcurrency public protocol View {
  associatedtype Body: View
  @ViewBuilder @MainActor @preconcurrency var body: Self.Body { get }
}

extension Never: View {
  public var body: Never { fatalError("a primitive view has no body") }
}

extension View where Body == Never {
  public var body: Never { fatalError("a primitive view has no body") }
}

@MainActor @resultBuilder public enum ViewBuilder {
  public static func buildExpression<Content: View>(_ content: Content) -> Content { content }
  public static func buildBlock() -> EmptyView { EmptyView() }
  public static func buildBlock<Content: View>(_ content: Content) -> Content { content }
  public static func buildBlock<each Content: View>(
    _ content: repeat each Content
  ) -> TupleView<(repeat each Content)> {
    var parts: [any View] = []
    repeat parts.append(each content)
    return TupleView(value: (repeat each content), parts: parts)
  }
  public static func buildIf<Content: View>(_ content: Content?) -> Content? { content }
  public static func buildEither<First: View, Second: View>(first: First) -> _ConditionalContent<First, Second> {
    _ConditionalContent(content: first)
  }
  public static func buildEither<First: View, Second: View>(second: Second) -> _ConditionalContent<First, Second> {
    _ConditionalContent(content: second)
  }
  public static func buildLimitedAvailability<Content: View>(_ content: Content) -> AnyView { AnyView(content) }
}

public struct EmptyView: View, Outlined {
  public typealias Body = Never
  public init() {}
  func outline(into elements: inout [StandIn.Element]) {}
}

public struct TupleView<T>: View, Outlined {
  public typealias Body = Never
  public var value: T
  let parts: [any View]
  func outline(into elements: inout [StandIn.Element]) { parts.forEach { StandIn.add($0, to: &elements) } }
}

public struct _ConditionalContent<TrueContent: View, FalseContent: View>: View, Outlined {
  public typealias Body = Never
  let content: any View
  func outline(into elements: inout [StandIn.Element]) { StandIn.add(content, to: &elements) }
}

extension Optional: View where Wrapped: View {
  public typealias Body = Never
}

extension Optional: Outlined where Wrapped: View {
  func outline(into elements: inout [StandIn.Element]) { if let self { StandIn.add(self, to: &elements) } }
}

public struct AnyView: View, Outlined {
  public typealias Body = Never
  let content: any View
  public init<V: View>(_ view: V) { content = view }
  func outline(into elements: inout [StandIn.Element]) { StandIn.add(content, to: &elements) }
}

public struct Group<Content> {
  let content: Content
}

extension Group: View, Outlined where Content: View {
  public typealias Body = Never
  public init(@ViewBuilder content: () -> Content) { self.content = content() }
  func outline(into elements: inout [StandIn.Element]) { StandIn.add(content, to: &elements) }
}

public struct ForEach<Data: RandomAccessCollection, ID: Hashable, Content> {
  public var data: Data
  public var content: (Data.Element) -> Content
}

extension ForEach: View, Outlined where Content: View {
  public typealias Body = Never

  public init(_ data: Data, @ViewBuilder content: @escaping (Data.Element) -> Content)
  where Data.Element: Identifiable, ID == Data.Element.ID {
    self.data = data
    self.content = content
  }

  public init(_ data: Data, id: KeyPath<Data.Element, ID>, @ViewBuilder content: @escaping (Data.Element) -> Content) {
    self.data = data
    self.content = content
  }

  func outline(into elements: inout [StandIn.Element]) { data.forEach { StandIn.add(content($0), to: &elements) } }
}

@MainActor @preconcurrency public protocol ViewModifier {
  associatedtype Body: View
  @ViewBuilder @MainActor @preconcurrency func body(content: Self.Content) -> Self.Body
  typealias Content = _ViewModifier_Content<Self>
}

public struct _ViewModifier_Content<Modifier: ViewModifier>: View, Outlined {
  public typealias Body = Never
  let content: any View
  func outline(into elements: inout [StandIn.Element]) { StandIn.add(content, to: &elements) }
}

public struct ModifiedContent<Content, Modifier> {
  public var content: Content
  public var modifier: Modifier
}

extension ModifiedContent: View, Outlined where Content: View, Modifier: ViewModifier {
  public typealias Body = Never
  func outline(into elements: inout [StandIn.Element]) {
    StandIn.add(modifier.body(content: _ViewModifier_Content(content: content)), to: &elements)
  }
}

extension View {
  public func modifier<T: ViewModifier>(_ modifier: T) -> ModifiedContent<Self, T> {
    ModifiedContent(content: self, modifier: modifier)
  }
}

@MainActor @preconcurrency public protocol PreviewProvider {
  associatedtype Previews: View
  @ViewBuilder @MainActor @preconcurrency static var previews: Self.Previews { get }
}
