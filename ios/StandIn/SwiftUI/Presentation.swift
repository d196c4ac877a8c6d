public struct NavigationStack<Data, Root: View>: View, Outlined {
  public typealias Body = Never
  let root: Root
  let last: (any Hashable)?
  public init(@ViewBuilder root: () -> Root) where Data == NavigationPath { (self.root, last) = (root(), nil) }
  public init(path: Binding<Data>, @ViewBuilder root: () -> Root)
  where Data: MutableCollection & RandomAccessCollection & RangeReplaceableCollection, Data.Element: Hashable {
    (self.root, last) = (root(), path.wrappedValue.last)
  }
  /// What is seen is the page on top.
  func outline(into elements: inout [StandIn.Element]) {
    let before = EnvironmentValues.current.destinations
    let destinations = Destinations()
    EnvironmentValues.current.destinations = destinations
    defer { EnvironmentValues.current.destinations = before }
    let under = StandIn.elements(of: root)
    guard let last else {
      elements += under
      return
    }
    guard let page = destinations.view(for: last) else { fatalError("no destination for \(type(of: last))") }
    StandIn.add(page, to: &elements)
  }
}

/// What a navigation stack shows for values of its path.
@MainActor final class Destinations {
  private var builders: [ObjectIdentifier: (Any) -> AnyView?] = [:]
  nonisolated init() {}
  func add<D: Hashable, C: View>(_ type: D.Type, _ builder: @escaping (D) -> C) {
    builders[ObjectIdentifier(type)] = { ($0 as? D).map { AnyView(builder($0)) } }
  }
  func view(for value: any Hashable) -> AnyView? { builders[ObjectIdentifier(type(of: value))]?(value) }
}

public struct NavigationPath: Equatable {
  public init() {}
}

public struct ToolbarItemPlacement: Sendable {
  public static let automatic = ToolbarItemPlacement()
  public static let principal = ToolbarItemPlacement()
  public static let topBarLeading = ToolbarItemPlacement()
  public static let topBarTrailing = ToolbarItemPlacement()
  public static let cancellationAction = ToolbarItemPlacement()
  public static let confirmationAction = ToolbarItemPlacement()
}

@MainActor @preconcurrency public protocol ToolbarContent {
  associatedtype Body: ToolbarContent
  @ToolbarContentBuilder @MainActor @preconcurrency var body: Self.Body { get }
}

extension Never: ToolbarContent {}

@MainActor protocol OutlinedToolbar {
  var items: [any View] { get }
}

public struct ToolbarItem<ID, Content: View>: ToolbarContent, OutlinedToolbar {
  let content: Content
  public init(placement: ToolbarItemPlacement = .automatic, @ViewBuilder content: () -> Content) where ID == Void {
    self.content = content()
  }
  public var body: Never { fatalError("primitive") }
  var items: [any View] { [content] }
}

public struct ToolbarItemGroup<Content: View>: ToolbarContent, OutlinedToolbar {
  let content: Content
  public init(placement: ToolbarItemPlacement = .automatic, @ViewBuilder content: () -> Content) {
    self.content = content()
  }
  public var body: Never { fatalError("primitive") }
  var items: [any View] { [content] }
}

public struct _ToolbarParts: ToolbarContent, OutlinedToolbar {
  let items: [any View]
  public var body: Never { fatalError("primitive") }
}

@MainActor @resultBuilder public enum ToolbarContentBuilder {
  public static func buildExpression<Content: ToolbarContent>(_ content: Content) -> Content { content }
  public static func buildBlock<Content: ToolbarContent>(_ content: Content) -> Content { content }
  public static func buildBlock<First: ToolbarContent, Second: ToolbarContent>(
    _ first: First, _ second: Second
  ) -> some ToolbarContent { _ToolbarParts(items: parts(first) + parts(second)) }
  public static func buildIf<Content: ToolbarContent>(_ content: Content?) -> some ToolbarContent {
    _ToolbarParts(items: content.map { parts($0) } ?? [])
  }
  static func parts<Content: ToolbarContent>(_ content: Content) -> [any View] {
    (content as? any OutlinedToolbar)?.items ?? []
  }
}

public enum NavigationBarItem {
  public enum TitleDisplayMode: Sendable { case automatic, inline, large }
}

extension View {
  public func navigationTitle<S: StringProtocol>(_ title: S) -> some View {
    let words = String(title)
    return said { [.init(kind: .text, words: words, isHeading: true)] + $0 }
  }
  public func navigationBarTitleDisplayMode(_ mode: NavigationBarItem.TitleDisplayMode) -> some View { silently() }
  public func navigationBarBackButtonHidden(_ hidesBackButton: Bool = true) -> some View { silently() }
  public func navigationDestination<D: Hashable, C: View>(
    for data: D.Type, @ViewBuilder destination: @escaping (D) -> C
  ) -> some View {
    said { elements in
      EnvironmentValues.current.destinations?.add(data, destination)
      return elements
    }
  }
  public func toolbar<Content: ToolbarContent>(@ToolbarContentBuilder content: () -> Content) -> some View {
    let items = ToolbarContentBuilder.parts(content())
    return said { $0 + items.flatMap { StandIn.elements(of: $0) } }
  }
  public func toolbarBackground<S: ShapeStyle>(_ style: S, for bars: ToolbarPlacement...) -> some View { silently() }

  public func searchable<S: StringProtocol>(
    text: Binding<String>, placement: SearchFieldPlacement = .automatic, prompt: S
  ) -> some View {
    let words = String(prompt)
    return said {
      [.init(kind: .field, words: words, value: text.wrappedValue, type: { text.wrappedValue = $0 })] + $0
    }
  }

  public func sheet<Content: View>(
    isPresented: Binding<Bool>, onDismiss: (() -> Void)? = nil, @ViewBuilder content: @escaping () -> Content
  ) -> some View {
    said { isPresented.wrappedValue ? $0 + StandIn.elements(of: content()) : $0 }
  }
  public func sheet<Item: Identifiable, Content: View>(
    item: Binding<Item?>, onDismiss: (() -> Void)? = nil, @ViewBuilder content: @escaping (Item) -> Content
  ) -> some View {
    said { elements in item.wrappedValue.map { elements + StandIn.elements(of: content($0)) } ?? elements }
  }
  public func fullScreenCover<Content: View>(
    isPresented: Binding<Bool>, onDismiss: (() -> Void)? = nil, @ViewBuilder content: @escaping () -> Content
  ) -> some View { sheet(isPresented: isPresented, onDismiss: onDismiss, content: content) }
  public func presentationDetents(_ detents: Set<PresentationDetent>) -> some View { silently() }
  public func interactiveDismissDisabled(_ isDisabled: Bool = true) -> some View { silently() }
  public func presentationDragIndicator(_ visibility: Visibility) -> some View { silently() }

  public func alert<S: StringProtocol, A: View, M: View>(
    _ title: S, isPresented: Binding<Bool>, @ViewBuilder actions: () -> A, @ViewBuilder message: () -> M
  ) -> some View { asked(String(title), isPresented, actions(), message()) }
  public func confirmationDialog<S: StringProtocol, A: View, M: View>(
    _ title: S, isPresented: Binding<Bool>, titleVisibility: Visibility = .automatic,
    @ViewBuilder actions: () -> A, @ViewBuilder message: () -> M
  ) -> some View { asked(String(title), isPresented, actions(), message()) }
  public func confirmationDialog<S: StringProtocol, A: View>(
    _ title: S, isPresented: Binding<Bool>, titleVisibility: Visibility = .automatic, @ViewBuilder actions: () -> A
  ) -> some View { asked(String(title), isPresented, actions(), EmptyView()) }
  public func contextMenu<MenuItems: View>(@ViewBuilder menuItems: () -> MenuItems) -> some View {
    // What VoiceOver offers too is said by `accessibilityActions`.
    let items = menuItems()
    return said { elements in
      _ = StandIn.elements(of: items)
      return elements
    }
  }

  private func asked(
    _ title: String, _ isPresented: Binding<Bool>, _ actions: some View, _ message: some View
  ) -> some View {
    said { elements in
      let question = [StandIn.Element(kind: .text, words: title, isHeading: true)]
      let asked = question + StandIn.elements(of: message) + StandIn.elements(of: actions)
      return isPresented.wrappedValue ? elements + asked : elements
    }
  }
}

public struct ToolbarPlacement: Sendable {
  public static let navigationBar = ToolbarPlacement()
}

public struct SearchFieldPlacement: Sendable {
  public enum NavigationBarDrawerDisplayMode: Sendable { case automatic, always }
  public static let automatic = SearchFieldPlacement()
  public static func navigationBarDrawer(
    displayMode: SearchFieldPlacement.NavigationBarDrawerDisplayMode
  ) -> SearchFieldPlacement { SearchFieldPlacement() }
}

public struct PresentationDetent: Hashable, Sendable {
  let name: String
  public static let medium = PresentationDetent(name: "medium")
  public static let large = PresentationDetent(name: "large")
}
