extension View {
  public func padding(_ insets: EdgeInsets) -> some View { silently() }
  public func padding(_ edges: Edge.Set = .all, _ length: CGFloat? = nil) -> some View { silently() }
  public func padding(_ length: CGFloat) -> some View { silently() }
  public func frame(width: CGFloat? = nil, height: CGFloat? = nil, alignment: Alignment = .center) -> some View {
    silently()
  }
  public func frame(
    minWidth: CGFloat? = nil, idealWidth: CGFloat? = nil, maxWidth: CGFloat? = nil, minHeight: CGFloat? = nil,
    idealHeight: CGFloat? = nil, maxHeight: CGFloat? = nil, alignment: Alignment = .center
  ) -> some View { silently() }
  public func fixedSize(horizontal: Bool, vertical: Bool) -> some View { silently() }
  public func layoutPriority(_ value: Double) -> some View { silently() }
  public func aspectRatio(_ aspectRatio: CGFloat? = nil, contentMode: ContentMode) -> some View { silently() }
  public func ignoresSafeArea(_ regions: SafeAreaRegions = .all, edges: Edge.Set = .all) -> some View { silently() }
  public func zIndex(_ value: Double) -> some View { silently() }
  public func opacity(_ opacity: Double) -> some View { silently() }
  public func id<ID: Hashable>(_ id: ID) -> some View { silently() }

  public func background<S: ShapeStyle>(_ style: S, ignoresSafeAreaEdges edges: Edge.Set = .all) -> some View {
    styled(style)
  }
  public func background<S: ShapeStyle, T: Shape>(
    _ style: S, in shape: T, fillStyle: FillStyle = FillStyle()
  ) -> some View { styled(style) }
  public func background<V: View>(alignment: Alignment = .center, @ViewBuilder content: () -> V) -> some View {
    let behind = content()
    return said { StandIn.elements(of: behind) + $0 }
  }
  public func overlay<V: View>(alignment: Alignment = .center, @ViewBuilder content: () -> V) -> some View {
    let above = content()
    return followed { above }
  }
  public func clipShape<S: Shape>(_ shape: S, style: FillStyle = FillStyle()) -> some View { silently() }
  public func contentShape<S: Shape>(_ shape: S, eoFill: Bool = false) -> some View { silently() }
  public func safeAreaInset<V: View>(
    edge: VerticalEdge, alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil,
    @ViewBuilder content: () -> V
  ) -> some View {
    let inset = content()
    return said { edge == .top ? StandIn.elements(of: inset) + $0 : $0 + StandIn.elements(of: inset) }
  }

  public func foregroundStyle<S: ShapeStyle>(_ style: S) -> some View { styled(style) }
  public func tint<S: ShapeStyle>(_ tint: S?) -> some View { silently() }
  public func font(_ font: Font?) -> some View { silently() }
  public func bold(_ isActive: Bool = true) -> some View { silently() }
  public func fontWeight(_ weight: Font.Weight?) -> some View { silently() }
  public func underline(_ isActive: Bool = true, color: Color? = nil) -> some View { silently() }
  public func multilineTextAlignment(_ alignment: TextAlignment) -> some View { silently() }
  public func lineLimit(_ number: Int?) -> some View { silently() }
  public func lineLimit(_ limit: ClosedRange<Int>) -> some View { silently() }
  public func textSelection<S: TextSelectability>(_ selectability: S) -> some View { silently() }
  public func imageScale(_ scale: Image.Scale) -> some View { silently() }
  public func labelStyle<S: LabelStyle>(_ style: S) -> some View { silently() }
  public func flipsForRightToLeftLayoutDirection(_ enabled: Bool) -> some View { silently() }
  public func privacySensitive(_ sensitive: Bool = true) -> some View { silently() }
  public func previewDisplayName(_ value: String?) -> some View { silently() }

  private func styled(_ style: some ShapeStyle) -> some View {
    said { elements in
      StandIn.resolve(style)
      return elements
    }
  }
}

public enum ContentMode: Hashable, CaseIterable, Sendable { case fit, fill }

public struct SafeAreaRegions: OptionSet, Sendable {
  public let rawValue: UInt
  public init(rawValue: UInt) { self.rawValue = rawValue }
  public static let container = SafeAreaRegions(rawValue: 1)
  public static let keyboard = SafeAreaRegions(rawValue: 2)
  public static let all = SafeAreaRegions(rawValue: .max)
}

// MARK: - Fields

public struct SubmitLabel: Sendable {
  public static let done = SubmitLabel()
  public static let go = SubmitLabel()
  public static let search = SubmitLabel()
  public static let send = SubmitLabel()
}

public struct SubmitTriggers: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }
  public static let text = SubmitTriggers(rawValue: 1)
  public static let search = SubmitTriggers(rawValue: 2)
}

public struct ScrollDismissesKeyboardMode: Hashable, Sendable {
  public static let interactively = ScrollDismissesKeyboardMode()
}

extension View {
  public func submitLabel(_ submitLabel: SubmitLabel) -> some View { silently() }
  public func onSubmit(of triggers: SubmitTriggers = .text, _ action: @escaping () -> Void) -> some View { silently() }
  public func autocorrectionDisabled(_ disable: Bool = true) -> some View { silently() }
  public func scrollDismissesKeyboard(_ mode: ScrollDismissesKeyboardMode) -> some View { silently() }
  public func focused(_ condition: FocusState<Bool>.Binding) -> some View { silently() }
  public func focused<Value: Hashable>(_ binding: FocusState<Value>.Binding, equals value: Value) -> some View {
    silently()
  }
}

// MARK: - What happens

extension View {
  public func onAppear(perform action: (() -> Void)? = nil) -> some View { silently() }
  public func onDisappear(perform action: (() -> Void)? = nil) -> some View { silently() }
  public func onChange<V: Equatable>(
    of value: V, initial: Bool = false, _ action: @escaping (_ oldValue: V, _ newValue: V) -> Void
  ) -> some View { silently() }
  public func onChange<V: Equatable>(of value: V, initial: Bool = false, _ action: @escaping () -> Void) -> some View {
    silently()
  }
  public func task(
    priority: TaskPriority = .userInitiated, @_inheritActorContext _ action: @escaping @Sendable () async -> Void
  ) -> some View { silently() }
  public func task<T: Equatable>(
    id value: T, priority: TaskPriority = .userInitiated,
    @_inheritActorContext _ action: @escaping @Sendable () async -> Void
  ) -> some View { silently() }
  public func onTapGesture(count: Int = 1, perform action: @escaping () -> Void) -> some View { silently() }
  public func onOpenURL(perform action: @escaping (URL) -> Void) -> some View { silently() }
  public func scrollPosition<ID: Hashable>(id: Binding<ID?>, anchor: UnitPoint? = nil) -> some View { silently() }
  public func scrollTargetLayout(isEnabled: Bool = true) -> some View { silently() }
  public func defaultScrollAnchor(_ anchor: UnitPoint?) -> some View { silently() }
  public func refreshable(@_inheritActorContext action: @escaping @Sendable () async -> Void) -> some View {
    silently()
  }
}

/// Whether words can be marked and copied.
public protocol TextSelectability {}

public struct EnabledTextSelectability: TextSelectability {}

extension TextSelectability where Self == EnabledTextSelectability {
  public static var enabled: Self { EnabledTextSelectability() }
}
