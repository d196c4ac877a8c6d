public struct HStack<Content: View>: View, Outlined {
  public typealias Body = Never
  let content: Content
  public init(
    alignment: VerticalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> Content
  ) { self.content = content() }
  func outline(into elements: inout [StandIn.Element]) { StandIn.add(content, to: &elements) }
}

public struct VStack<Content: View>: View, Outlined {
  public typealias Body = Never
  let content: Content
  public init(
    alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> Content
  ) { self.content = content() }
  func outline(into elements: inout [StandIn.Element]) { StandIn.add(content, to: &elements) }
}

public struct ZStack<Content: View>: View, Outlined {
  public typealias Body = Never
  let content: Content
  public init(alignment: Alignment = .center, @ViewBuilder content: () -> Content) { self.content = content() }
  func outline(into elements: inout [StandIn.Element]) { StandIn.add(content, to: &elements) }
}

public struct LazyVStack<Content: View>: View, Outlined {
  public typealias Body = Never
  let content: Content
  public init(
    alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, pinnedViews: PinnedScrollableViews = .init(),
    @ViewBuilder content: () -> Content
  ) { self.content = content() }
  func outline(into elements: inout [StandIn.Element]) { StandIn.add(content, to: &elements) }
}

public struct PinnedScrollableViews: OptionSet, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
}

/// Every candidate has to be sound, so all are walked; the first is what is said.
public struct ViewThatFits<Content: View>: View, Outlined {
  public typealias Body = Never
  let content: Content
  public init(in axes: Axis.Set = [.horizontal, .vertical], @ViewBuilder content: () -> Content) {
    self.content = content()
  }
  func outline(into elements: inout [StandIn.Element]) {
    let parts = (content as? any HasParts)?.all ?? [content]
    for (index, part) in parts.enumerated() {
      let said = StandIn.elements(of: part)
      if index == 0 { elements += said }
    }
  }
}

@MainActor protocol HasParts { var all: [any View] { get } }
extension TupleView: HasParts { var all: [any View] { parts } }

public struct ScrollView<Content: View>: View, Outlined {
  public typealias Body = Never
  let content: Content
  public init(_ axes: Axis.Set = .vertical, showsIndicators: Bool = true, @ViewBuilder content: () -> Content) {
    self.content = content()
  }
  func outline(into elements: inout [StandIn.Element]) { StandIn.add(content, to: &elements) }
}

@MainActor @preconcurrency public struct ScrollViewProxy {
  public func scrollTo<ID: Hashable>(_ id: ID, anchor: UnitPoint? = nil) {}
}

public struct ScrollViewReader<Content: View>: View, Outlined {
  public typealias Body = Never
  let content: (ScrollViewProxy) -> Content
  public init(@ViewBuilder content: @escaping (ScrollViewProxy) -> Content) { self.content = content }
  func outline(into elements: inout [StandIn.Element]) { StandIn.add(content(ScrollViewProxy()), to: &elements) }
}

public struct List<SelectionValue: Hashable, Content: View>: View, Outlined {
  public typealias Body = Never
  let content: Content
  func outline(into elements: inout [StandIn.Element]) { StandIn.add(content, to: &elements) }
}

extension List where SelectionValue == Never {
  public init(@ViewBuilder content: () -> Content) { self.content = content() }
}

public struct Form<Content: View>: View, Outlined {
  public typealias Body = Never
  let content: Content
  public init(@ViewBuilder content: () -> Content) { self.content = content() }
  func outline(into elements: inout [StandIn.Element]) { StandIn.add(content, to: &elements) }
}

@MainActor public struct Section<Parent, Content, Footer> {
  let header: Parent
  let content: Content
  let footer: Footer
}

extension Section: View, Outlined where Parent: View, Content: View, Footer: View {
  public typealias Body = Never
  public init(
    @ViewBuilder content: () -> Content, @ViewBuilder header: () -> Parent, @ViewBuilder footer: () -> Footer
  ) {
    self.init(header: header(), content: content(), footer: footer())
  }
  func outline(into elements: inout [StandIn.Element]) {
    elements += StandIn.elements(of: header).map {
      var heading = $0
      heading.isHeading = true
      return heading
    }
    StandIn.add(content, to: &elements)
    StandIn.add(footer, to: &elements)
  }
}

extension Section where Parent: View, Content: View, Footer == EmptyView {
  public init(@ViewBuilder content: () -> Content, @ViewBuilder header: () -> Parent) {
    self.init(header: header(), content: content(), footer: EmptyView())
  }
}

extension Section where Parent == EmptyView, Content: View, Footer: View {
  public init(@ViewBuilder content: () -> Content, @ViewBuilder footer: () -> Footer) {
    self.init(header: EmptyView(), content: content(), footer: footer())
  }
}

extension Section where Parent == EmptyView, Content: View, Footer == EmptyView {
  public init(@ViewBuilder content: () -> Content) {
    self.init(header: EmptyView(), content: content(), footer: EmptyView())
  }
}

extension Section where Parent == Text, Content: View, Footer == EmptyView {
  public init<S: StringProtocol>(_ title: S, @ViewBuilder content: () -> Content) {
    self.init(header: Text(title), content: content(), footer: EmptyView())
  }
}

public struct Spacer: View, Outlined {
  public typealias Body = Never
  public init(minLength: CGFloat? = nil) {}
  func outline(into elements: inout [StandIn.Element]) {}
}

public struct Divider: View, Outlined {
  public typealias Body = Never
  public init() {}
  func outline(into elements: inout [StandIn.Element]) {}
}

public struct ContentUnavailableView<Label: View, Description: View, Actions: View>: View, Outlined {
  public typealias Body = Never
  let label: Label
  let description: Description
  let actions: Actions
  public init(
    @ViewBuilder label: () -> Label, @ViewBuilder description: () -> Description = { EmptyView() },
    @ViewBuilder actions: () -> Actions = { EmptyView() }
  ) {
    (self.label, self.description, self.actions) = (label(), description(), actions())
  }
  func outline(into elements: inout [StandIn.Element]) {
    StandIn.add(label, to: &elements)
    StandIn.add(description, to: &elements)
    StandIn.add(actions, to: &elements)
  }
}

public protocol ListStyle {}
public struct InsetGroupedListStyle: ListStyle { public init() {} }
public struct PlainListStyle: ListStyle { public init() {} }
extension ListStyle where Self == InsetGroupedListStyle {
  public static var insetGrouped: InsetGroupedListStyle { .init() }
}
extension ListStyle where Self == PlainListStyle { public static var plain: PlainListStyle { .init() } }

public enum Visibility: Hashable, CaseIterable, Sendable { case automatic, visible, hidden }

extension View {
  public func listStyle<S: ListStyle>(_ style: S) -> some View { silently() }
  public func listRowBackground<V: View>(_ view: V?) -> some View { silently() }
  public func listRowInsets(_ insets: EdgeInsets?) -> some View { silently() }
  public func listRowSeparator(_ visibility: Visibility) -> some View { silently() }
  public func scrollContentBackground(_ visibility: Visibility) -> some View { silently() }
  public func headerProminence(_ prominence: Prominence) -> some View { silently() }
  public func swipeActions<T: View>(
    edge: HorizontalEdge = .trailing, allowsFullSwipe: Bool = true, @ViewBuilder content: () -> T
  ) -> some View {
    let actions = content()
    return said { elements in
      var row = elements
      // VoiceOver offers them as actions of the row.
      if !row.isEmpty { row[0].actions += StandIn.elements(of: actions) }
      return row
    }
  }
}

public enum Prominence: Sendable { case standard, increased }
