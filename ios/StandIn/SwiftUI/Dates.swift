import Foundation

public struct DatePickerComponents: OptionSet, Sendable {
  public let rawValue: UInt
  public init(rawValue: UInt) { self.rawValue = rawValue }
  public static let hourAndMinute = DatePickerComponents(rawValue: 96)
  public static let date = DatePickerComponents(rawValue: 30)
}

public struct DatePicker<Label: View>: View, Outlined {
  public typealias Components = DatePickerComponents
  public typealias Body = Never
  let title: String
  let selection: Binding<Date>
  let range: ClosedRange<Date>

  /// Typed into as a field: a moment in ISO 8601.
  func outline(into elements: inout [StandIn.Element]) {
    elements.append(
      .init(
        kind: .field, words: title, isEnabled: EnvironmentValues.current.isEnabled,
        value: selection.wrappedValue.ISO8601Format(),
        type: { typed in
          if let date = try? Date(typed, strategy: .iso8601), range.contains(date) { selection.wrappedValue = date }
        }))
  }
}

extension DatePicker where Label == Text {
  public init<S: StringProtocol>(
    _ title: S, selection: Binding<Date>, in range: PartialRangeThrough<Date>,
    displayedComponents: DatePicker<Label>.Components = [.hourAndMinute, .date]
  ) {
    self.init(title: String(title), selection: selection, range: Date.distantPast...range.upperBound)
  }
  public init<S: StringProtocol>(
    _ title: S, selection: Binding<Date>, in range: PartialRangeFrom<Date>,
    displayedComponents: DatePicker<Label>.Components = [.hourAndMinute, .date]
  ) {
    self.init(title: String(title), selection: selection, range: range.lowerBound...Date.distantFuture)
  }
}

@MainActor @preconcurrency public protocol DatePickerStyle {}
public struct GraphicalDatePickerStyle: DatePickerStyle { public nonisolated init() {} }

extension DatePickerStyle where Self == GraphicalDatePickerStyle {
  public static var graphical: GraphicalDatePickerStyle { .init() }
}

extension View {
  public func datePickerStyle<S: DatePickerStyle>(_ style: S) -> some View { silently() }
}
