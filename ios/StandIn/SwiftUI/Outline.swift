/// What is only here, and not Apple's: walking a view, as a screen reader would.
public enum StandIn {
  /// Something that a screen reader stops at.
  @MainActor public struct Element {
    public enum Kind: Sendable { case text, image, button, field, group }

    public var kind: Kind
    /// What is said of it.
    public var words: String
    public var isHeading = false
    public var isEnabled = true
    public var isSelected = false
    /// What stands in a field.
    public var value = ""
    /// Further things to do with it, each by its name.
    public var actions: [Element] = []
    /// Presses it.
    public var press: (() -> Void)?
    /// Writes into it.
    public var type: ((String) -> Void)?
    var tag: AnyHashable?
    var named = false
  }

  /// Everything that `view` says, in order. Bodies are computed as SwiftUI does, with initial state.
  @MainActor public static func outline(of view: some View) -> [Element] {
    var elements: [Element] = []
    add(view, to: &elements)
    return elements
  }

  @MainActor static func add<V: View>(_ view: V, to elements: inout [Element]) {
    if let outlined = view as? any Outlined {
      outlined.outline(into: &elements)
    } else {
      add(view.body, to: &elements)
    }
  }

  @MainActor static func elements<V: View>(of view: V) -> [Element] {
    var elements: [Element] = []
    add(view, to: &elements)
    return elements
  }

  /// What is said of some elements together.
  @MainActor static func words(of elements: [Element]) -> String {
    elements.map(\.words).filter { !$0.isEmpty }.joined(separator: ", ")
  }
}

@MainActor protocol Outlined {
  func outline(into elements: inout [StandIn.Element])
}

/// A view as a modifier leaves it: with another environment, with more around it, or said differently.
struct Altered<Content: View>: View, Outlined {
  typealias Body = Never
  let content: Content
  var environment: ((inout EnvironmentValues) -> Void)?
  var said: (([StandIn.Element]) -> [StandIn.Element])?

  func outline(into elements: inout [StandIn.Element]) {
    let before = EnvironmentValues.current
    environment?(&EnvironmentValues.current)
    defer { EnvironmentValues.current = before }
    let own = StandIn.elements(of: content)
    elements += said?(own) ?? own
  }
}

extension View {
  /// Nothing that can be heard.
  func silently() -> some View { Altered(content: self) }

  func said(_ change: @escaping ([StandIn.Element]) -> [StandIn.Element]) -> some View {
    Altered(content: self, said: change)
  }

  func altering(_ change: @escaping (inout EnvironmentValues) -> Void) -> some View {
    Altered(content: self, environment: change)
  }

  func followed(by other: @escaping () -> some View) -> some View {
    said { $0 + StandIn.elements(of: other()) }
  }
}
