public struct AccessibilityChildBehavior: Hashable, Sendable {
  let name: String
  public static let ignore = AccessibilityChildBehavior(name: "ignore")
  public static let contain = AccessibilityChildBehavior(name: "contain")
  public static let combine = AccessibilityChildBehavior(name: "combine")
}

public struct AccessibilityTraits: SetAlgebra, Sendable, Equatable {
  private var names: Set<String>
  public init() { names = [] }
  private init(_ name: String) { names = [name] }
  public static let isHeader = AccessibilityTraits("header")
  public static let isButton = AccessibilityTraits("button")
  public static let isSelected = AccessibilityTraits("selected")
  public static let isImage = AccessibilityTraits("image")
  public static let isModal = AccessibilityTraits("modal")
  public static let updatesFrequently = AccessibilityTraits("updates")
  public func contains(_ member: AccessibilityTraits) -> Bool { member.names.isSubset(of: names) }
  public func union(_ other: AccessibilityTraits) -> AccessibilityTraits { with { $0.formUnion(other.names) } }
  public func intersection(_ other: AccessibilityTraits) -> AccessibilityTraits {
    with { $0.formIntersection(other.names) }
  }
  public func symmetricDifference(_ other: AccessibilityTraits) -> AccessibilityTraits {
    with { $0.formSymmetricDifference(other.names) }
  }
  public mutating func insert(
    _ newMember: AccessibilityTraits
  ) -> (inserted: Bool, memberAfterInsert: AccessibilityTraits) {
    let inserted = !contains(newMember)
    names.formUnion(newMember.names)
    return (inserted, newMember)
  }
  public mutating func remove(_ member: AccessibilityTraits) -> AccessibilityTraits? {
    guard contains(member) else { return nil }
    names.subtract(member.names)
    return member
  }
  public mutating func update(with newMember: AccessibilityTraits) -> AccessibilityTraits? {
    let had = contains(newMember)
    names.formUnion(newMember.names)
    return had ? newMember : nil
  }
  public mutating func formUnion(_ other: AccessibilityTraits) { names.formUnion(other.names) }
  public mutating func formIntersection(_ other: AccessibilityTraits) { names.formIntersection(other.names) }
  public mutating func formSymmetricDifference(_ other: AccessibilityTraits) {
    names.formSymmetricDifference(other.names)
  }
  private func with(_ change: (inout Set<String>) -> Void) -> AccessibilityTraits {
    var copy = self
    change(&copy.names)
    return copy
  }
}

extension View {
  public func accessibilityElement(children: AccessibilityChildBehavior = .ignore) -> some View {
    said { elements in
      switch children {
      case .contain: return elements
      case .combine:
        var whole = StandIn.Element(kind: .group, words: StandIn.words(of: elements))
        let pressed = elements.filter { $0.press != nil }
        if pressed.count == 1 { (whole.kind, whole.press) = (.button, pressed[0].press) }
        whole.actions = elements.flatMap(\.actions) + (pressed.count > 1 ? pressed : [])
        return [whole]
      default: return [.init(kind: .group, words: "")]
      }
    }
  }
  public func accessibilityLabel<S: StringProtocol>(_ label: S) -> some View {
    let words = String(label)
    return changingFirst {
      $0.words = words
      $0.named = true
    }
  }
  public func accessibilityValue<S: StringProtocol>(_ value: S) -> some View {
    let words = String(value)
    return changingFirst { $0.value = words }
  }
  public func accessibilityHint<S: StringProtocol>(_ hint: S) -> some View { silently() }
  public func accessibilityHidden(_ hidden: Bool) -> some View { said { hidden ? [] : $0 } }
  public func accessibilityAddTraits(_ traits: AccessibilityTraits) -> some View {
    changingFirst {
      if traits.contains(.isHeader) { $0.isHeading = true }
      if traits.contains(.isSelected) { $0.isSelected = true }
      if traits.contains(.isButton) { $0.kind = .button }
    }
  }
  public func accessibilityAction(
    _ actionKind: AccessibilityActionKind = .default, _ handler: @escaping () -> Void
  ) -> some View { changingFirst { $0.press = handler } }
  public func accessibilityActions<Content: View>(@ViewBuilder _ content: () -> Content) -> some View {
    let actions = content()
    return changingFirst { $0.actions += StandIn.elements(of: actions) }
  }
  public func accessibilityFocused(_ condition: AccessibilityFocusState<Bool>.Binding) -> some View { silently() }
  public func accessibilityIgnoresInvertColors(_ active: Bool = true) -> some View { silently() }
  public func accessibilitySortPriority(_ sortPriority: Double) -> some View { silently() }
  public func accessibilityShowsLargeContentViewer() -> some View { silently() }

  private func changingFirst(_ change: @escaping (inout StandIn.Element) -> Void) -> some View {
    said { elements in
      var changed = elements
      if !changed.isEmpty { change(&changed[0]) }
      return changed
    }
  }
}

public struct AccessibilityActionKind: Equatable, Sendable {
  public static let `default` = AccessibilityActionKind()
}

/// Says something to whoever listens to the screen.
public enum AccessibilityNotification {
  public struct Announcement: Sendable {
    public init(_ announcement: String) {}
    public func post() {}
  }
}
