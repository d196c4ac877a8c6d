import Foundation
import KithKit
import Testing

/// Whoever can read one side can read the other: states, events and ways have the same names, cases and fields.
struct TwinTests {
  private let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private func files(_ folder: String, _ wanted: (String) -> Bool) throws -> [String] {
    let place = repository.appendingPathComponent(folder)
    let files = try #require(FileManager.default.enumerator(at: place, includingPropertiesForKeys: nil))
    return try files.compactMap { $0 as? URL }.filter { wanted($0.lastPathComponent) }
      .map { try String(contentsOf: $0, encoding: .utf8) }
  }

  private static let shared: Set = ["Clinic", "Connection", "Person", "Problem", "ChatRow", "Go"]

  private func isState(_ file: String) -> Bool {
    let name = file.prefix { $0 != "." }
    return name.hasSuffix("State") || name.hasSuffix("Event") || Self.shared.contains(String(name))
  }

  private func swift() throws -> Declarations {
    var swift = Declarations()
    for file in try files("ios/Sources/KithKit", { $0.hasSuffix(".swift") && isState($0) }) { swift.add(swift: file) }
    return swift
  }

  private func kotlin() throws -> Declarations {
    var kotlin = Declarations()
    for folder in ["android/screens/src/main/kotlin/care/kith/screens", "android/holders/src/main/kotlin"] {
      for file in try files(folder, { $0.hasSuffix(".kt") && isState($0) }) { kotlin.add(kotlin: file) }
    }
    return kotlin
  }

  /// What only a device has that several people share: each has a code of their own there. An iPhone is one person's.
  private let codes: Set = [
    "CodeFault.different()", "CodeFault.tooEasy()", "LockEvent.codeAgainChanged(code: String)",
    "LockEvent.codeChanged(code: String)", "LockEvent.notMe()",
    "LockPhase.code(typed: String, wrong: Bool)", "LockPhase.newCode(again: String, fault: CodeFault?, typed: String)",
    "LockPhase.wait(until: Long)",
  ]

  /// What only Android can tell: iOS says of no app which others open a link.
  private let links: Set = ["Problem.linkOtherApp()"]

  /// What only Android asks: on an iPhone a swipe and a long press at a row of the list offer the same.
  private let asked: Set = [
    "InboxState.question: String?", "InboxEvent.ask(circleId: String)", "InboxEvent.cancel()",
  ]

  @Test("both sides have the same states, events and ways")
  func same() throws {
    let (ours, theirs) = (try swift().lines, try kotlin().lines)
    #expect(ours.count > 250)
    // A case of Swift's need not name what it carries.
    let unnamed = Set(theirs.map { $0.replacing(/\((\w+): ([^,]*)\)$/) { "(\($0.output.2))" } })
    let missing = theirs.filter {
      !ours.contains($0) && !ours.contains($0.replacing(/\((\w+): ([^,]*)\)$/) { "(\($0.output.2))" })
    }
    #expect(Set(missing) == codes.union(links).union(asked))
    #expect(ours.subtracting(theirs).subtracting(unnamed).isEmpty)
  }

  @Test("a difference would be seen")
  func control() {
    var swift = Declarations()
    swift.add(
      swift: """
        public struct Line: Sendable {
          /// The words.
          public var body: String
          public var at: Date?
          public var isLong: Bool { body.count > 9 }
          public init(body: String) { self.body = body }
        }
        public enum LineEvent: Sendable {
          case open(rowId: Int64, from: String? = nil)
          case typed(String)
          case back
          case shown(Shown)
          public struct Shown: Sendable { 
            public var rows: [Line]
          }
        }
        """)
    var kotlin = Declarations()
    kotlin.add(
      kotlin: """
        /** A line. */
        public data class Line(val body: String, val at: Long? = null)
        public sealed interface LineEvent {
            public data class Open(override val rowId: Long, val from: String? = null) : LineEvent
            public data class Typed(val text: String) : LineEvent
            public data object Back : LineEvent
            public data class Shown(
                val rows: List<Line> = emptyList(),
            ) : LineEvent
        }
        """)
    #expect(
      swift.lines == [
        "Line.body: String", "Line.at: Long?", "LineEvent.open(from: String?, rowId: Long)", "LineEvent.typed(String)",
        "LineEvent.back()", "LineEvent.shown(rows: [Line])",
      ])
    #expect(
      swift.lines.symmetricDifference(kotlin.lines) == ["LineEvent.typed(String)", "LineEvent.typed(text: String)"])
  }

  @Test("what holds words says nothing when it is printed; every type that holds some is one of those")
  func discreet() throws {
    var all = Declarations()
    for file in try files("ios/Sources/KithKit", { $0.hasSuffix(".swift") }) { all.add(swift: file) }
    for file in try files("ios/Sources/KithApp", { $0.hasSuffix(".swift") }) { all.add(swift: file) }
    let word = /\b(?:String|CircleId|InvitationId)\b/
    let wordy = all.kinds.filter { _, kind in
      kind.fields.values.contains { $0.contains(word) }
        || kind.cases.values.contains { $0.contains { $0.type.contains(word) } }
    }
    #expect(wordy.count > 30)
    #expect(wordy.filter { !$0.value.inherits.contains("Discreet") }.map(\.key).sorted() == [])
  }
}
