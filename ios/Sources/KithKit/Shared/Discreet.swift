/// Holds what is someone's: words, a name, a link. Whoever prints it, by mistake or in the report of a crash, gets what
/// it is and nothing of what it holds.
public protocol Discreet: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {}

extension Discreet {
  public var description: String { String(describing: Self.self) }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
