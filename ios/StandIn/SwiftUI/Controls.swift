public struct ButtonRole: Equatable, Sendable {
  let name: String
  public static let destructive = ButtonRole(name: "destructive")
  public static let cancel = ButtonRole(name: "cancel")
}

public struct Button<Label: View>: View, Outlined {
  public typealias Body = Never
  let role: ButtonRole?
  let action: @MainActor () -> Void
  let label: Label

  public init(
    role: ButtonRole? = nil, action: @escaping @MainActor () -> Void, @ViewBuilder label: () -> Label
  ) {
    self.role = role
    self.action = action
    self.label = label()
  }

  public init(action: @escaping @MainActor () -> Void, @ViewBuilder label: () -> Label) {
    self.init(role: nil, action: action, label: label)
  }

  func outline(into elements: inout [StandIn.Element]) {
    let environment = EnvironmentValues.current
    let configuration = ButtonStyleConfiguration(role: role, label: .init(content: AnyView(label)), isPressed: false)
    let said = environment.buttons.map { StandIn.elements(of: $0(configuration)) } ?? StandIn.elements(of: label)
    var element = StandIn.Element(kind: .button, words: StandIn.words(of: said))
    element.isEnabled = environment.isEnabled
    if environment.isEnabled { element.press = action }
    elements.append(element)
  }
}

extension Button where Label == Text {
  public init<S: StringProtocol>(_ title: S, action: @escaping @MainActor () -> Void) {
    self.init(action: action) { Text(title) }
  }
  public init<S: StringProtocol>(_ title: S, role: ButtonRole?, action: @escaping @MainActor () -> Void) {
    self.init(role: role, action: action) { Text(title) }
  }
}

extension Button where Label == SwiftUI.Label<Text, Image> {
  public init<S: StringProtocol>(_ title: S, systemImage: String, action: @escaping @MainActor () -> Void) {
    self.init(action: action) { SwiftUI.Label(title, systemImage: systemImage) }
  }
  public init<S: StringProtocol>(
    _ title: S, systemImage: String, role: ButtonRole?, action: @escaping @MainActor () -> Void
  ) {
    self.init(role: role, action: action) { SwiftUI.Label(title, systemImage: systemImage) }
  }
}

@MainActor @preconcurrency public struct ButtonStyleConfiguration {
  public struct Label: View, Outlined {
    public typealias Body = Never
    let content: AnyView
    func outline(into elements: inout [StandIn.Element]) { StandIn.add(content, to: &elements) }
  }
  public let role: ButtonRole?
  public let label: ButtonStyleConfiguration.Label
  public let isPressed: Bool
}

@MainActor @preconcurrency public protocol ButtonStyle {
  associatedtype Body: View
  @ViewBuilder @MainActor @preconcurrency func makeBody(configuration: Self.Configuration) -> Self.Body
  typealias Configuration = ButtonStyleConfiguration
}

@MainActor @preconcurrency public protocol PrimitiveButtonStyle {}
public struct PlainButtonStyle: PrimitiveButtonStyle { public nonisolated init() {} }
public struct BorderlessButtonStyle: PrimitiveButtonStyle { public nonisolated init() {} }
public struct BorderedProminentButtonStyle: PrimitiveButtonStyle { public nonisolated init() {} }

extension PrimitiveButtonStyle where Self == PlainButtonStyle {
  public static var plain: PlainButtonStyle { .init() }
}

extension PrimitiveButtonStyle where Self == BorderlessButtonStyle {
  public static var borderless: BorderlessButtonStyle { .init() }
}

extension PrimitiveButtonStyle where Self == BorderedProminentButtonStyle {
  public static var borderedProminent: BorderedProminentButtonStyle { .init() }
}

extension View {
  public func buttonStyle<S: ButtonStyle>(_ style: S) -> some View {
    altering { $0.buttons = { configuration in AnyView(style.makeBody(configuration: configuration)) } }
  }
  public func buttonStyle<S: PrimitiveButtonStyle>(_ style: S) -> some View { altering { $0.buttons = nil } }
}

public struct TextField<Label: View>: View, Outlined {
  public typealias Body = Never
  let title: String
  let text: Binding<String>

  func outline(into elements: inout [StandIn.Element]) {
    elements.append(
      .init(
        kind: .field, words: title, isEnabled: EnvironmentValues.current.isEnabled, value: text.wrappedValue,
        type: { text.wrappedValue = $0 }))
  }
}

extension TextField where Label == Text {
  public init<S: StringProtocol>(_ title: S, text: Binding<String>, prompt: Text?) {
    self.init(title: String(title), text: text)
  }
  public init<S: StringProtocol>(_ title: S, text: Binding<String>, prompt: Text?, axis: Axis) {
    self.init(title: String(title), text: text)
  }
  public init<S: StringProtocol>(_ title: S, text: Binding<String>) { self.init(title: String(title), text: text) }
  public init<S: StringProtocol>(_ title: S, text: Binding<String>, axis: Axis) {
    self.init(title: String(title), text: text)
  }
}

public enum Axis: Int8, CaseIterable, Sendable {
  case horizontal, vertical
  public struct Set: OptionSet, Sendable {
    public let rawValue: Int8
    public init(rawValue: Int8) { self.rawValue = rawValue }
    public static let horizontal = Set(rawValue: 1)
    public static let vertical = Set(rawValue: 2)
  }
}

public struct Picker<Label: View, SelectionValue: Hashable, Content: View>: View, Outlined {
  public typealias Body = Never
  let label: Label
  let selection: Binding<SelectionValue>
  let content: Content

  public init(
    selection: Binding<SelectionValue>, @ViewBuilder content: () -> Content, @ViewBuilder label: () -> Label
  ) {
    self.selection = selection
    self.content = content()
    self.label = label()
  }

  func outline(into elements: inout [StandIn.Element]) {
    StandIn.add(label, to: &elements)
    elements += StandIn.elements(of: content).map { option in
      guard let value = option.tag?.base as? SelectionValue else { return option }
      var choice = option
      choice.kind = .button
      choice.isSelected = selection.wrappedValue == value
      choice.press = { selection.wrappedValue = value }
      return choice
    }
  }
}

extension Picker where Label == Text {
  public init<S: StringProtocol>(
    _ title: S, selection: Binding<SelectionValue>, @ViewBuilder content: () -> Content
  ) {
    self.init(selection: selection, content: content) { Text(title) }
  }
}

public protocol PickerStyle {}
public struct InlinePickerStyle: PickerStyle {}
public struct SegmentedPickerStyle: PickerStyle {}
public struct MenuPickerStyle: PickerStyle {}

extension PickerStyle where Self == InlinePickerStyle { public static var inline: InlinePickerStyle { .init() } }
extension PickerStyle where Self == SegmentedPickerStyle {
  public static var segmented: SegmentedPickerStyle { .init() }
}
extension PickerStyle where Self == MenuPickerStyle { public static var menu: MenuPickerStyle { .init() } }

extension View {
  public func pickerStyle<S: PickerStyle>(_ style: S) -> some View { silently() }
  public func tag<V: Hashable>(_ tag: V) -> some View {
    said { elements in
      [.init(kind: .text, words: StandIn.words(of: elements), tag: AnyHashable(tag))]
    }
  }
  public func labelsHidden() -> some View { silently() }
}

public struct Toggle<Label: View>: View, Outlined {
  public typealias Body = Never
  let isOn: Binding<Bool>
  let label: Label

  public init(isOn: Binding<Bool>, @ViewBuilder label: () -> Label) {
    self.isOn = isOn
    self.label = label()
  }

  func outline(into elements: inout [StandIn.Element]) {
    var element = StandIn.Element(kind: .button, words: StandIn.words(of: StandIn.elements(of: label)))
    element.isEnabled = EnvironmentValues.current.isEnabled
    element.isSelected = isOn.wrappedValue
    element.press = { isOn.wrappedValue.toggle() }
    elements.append(element)
  }
}

extension Toggle where Label == Text {
  public init<S: StringProtocol>(_ title: S, isOn: Binding<Bool>) { self.init(isOn: isOn) { Text(title) } }
}

public struct ProgressView<Label: View, CurrentValueLabel: View>: View, Outlined {
  public typealias Body = Never
  let label: Label
  func outline(into elements: inout [StandIn.Element]) { StandIn.add(label, to: &elements) }
}

extension ProgressView where CurrentValueLabel == EmptyView {
  public init() where Label == EmptyView { label = EmptyView() }
  public init<S: StringProtocol>(_ title: S) where Label == Text { label = Text(title) }
}

public struct Menu<Label: View, Content: View>: View, Outlined {
  public typealias Body = Never
  let label: Label
  let content: Content
  public init(@ViewBuilder content: () -> Content, @ViewBuilder label: () -> Label) {
    self.content = content()
    self.label = label()
  }
  func outline(into elements: inout [StandIn.Element]) {
    var element = StandIn.Element(kind: .button, words: StandIn.words(of: StandIn.elements(of: label)))
    element.actions = StandIn.elements(of: content)
    elements.append(element)
  }
}

public struct DisclosureGroup<Label: View, Content: View>: View, Outlined {
  public typealias Body = Never
  let label: Label
  let content: Content
  func outline(into elements: inout [StandIn.Element]) {
    elements.append(.init(kind: .button, words: StandIn.words(of: StandIn.elements(of: label))))
    StandIn.add(content, to: &elements)
  }
}

extension DisclosureGroup where Label == Text {
  public init<S: StringProtocol>(_ label: S, @ViewBuilder content: @escaping () -> Content) {
    self.label = Text(label)
    self.content = content()
  }
}
