import Foundation

/// What is declared in a file of states and events, of either side: each type with its fields, each case with what it
/// carries. Only as much of both languages is understood as such files need.
struct Declarations {
  /// A type: what it conforms to, and what it is made of.
  struct Kind {
    var inherits: Set<String> = []
    /// Its fields, by their names.
    var fields: [String: String] = [:]
    /// Its cases, each with what it carries: names and types, a name being empty where there is none.
    var cases: [String: [(name: String, type: String)]] = [:]
  }

  /// By their names; a nested one's begins with that of the type around it: `ChatRow.Message`.
  private(set) var kinds: [String: Kind] = [:]

  // MARK: - Swift

  /// Adds what a Swift file declares for everyone.
  mutating func add(swift source: String) {
    add(swift: source.withoutComments[...], in: "")
  }

  private mutating func add(swift source: Substring, in outer: String) {
    var rest = source
    while let found = rest.firstMatch(of: /public (struct|enum) (\w+)(?:<[^>]*>)?(?:: ([^{]+?))? \{/) {
      let name = outer + found.output.2
      let body = rest[found.range.upperBound...].upToClosing("{", "}")
      var kind = Kind()
      kind.inherits = Set((found.output.3 ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
      let own = body.withoutNested
      for field in own.matches(of: /public var (\w+): ([^{=\n]+)\n/) {
        kind.fields[String(field.output.1)] = String(field.output.2).trimmingCharacters(in: .whitespaces)
      }
      if found.output.1 == "enum" {
        for line in own.matches(of: /(?m)^\s*case (`?\w+`?)(?:\(((?:[^()]|\([^()]*\))*)\))?/) {
          let carried = (line.output.2 ?? "").split(outside: ",").map { part in
            let pieces = part.withoutDefault.split(outside: ":")
            return pieces.count == 2 ? (name: pieces[0], type: pieces[1]) : (name: "", type: pieces[0])
          }
          kind.cases[line.output.1.trimmingCharacters(in: ["`"])] = carried
        }
      }
      kinds[name] = kind
      add(swift: body, in: name + ".")
      rest = rest[body.endIndex...]
    }
  }

  // MARK: - Kotlin

  /// Adds what a Kotlin file declares for everyone.
  mutating func add(kotlin source: String) {
    let source = source.withoutComments
    for found in source.matches(of: /sealed interface (\w+)/) {
      kinds[String(found.output.1), default: Kind()] = Kind()
    }
    for found in source.matches(of: /enum class (\w+)(?:\([^)]*\))? \{([^}]*)\}/) {
      let cases = found.output.2.split(outside: ",").compactMap { $0.firstMatch(of: /^\w+/).map { String($0.output) } }
      kinds[String(found.output.1)] = Kind(cases: Dictionary(uniqueKeysWithValues: cases.map { ($0.asCase, []) }))
    }
    for found in source.matches(of: /data object (\w+) : (\w+)/) {
      kinds[String(found.output.2), default: Kind()].cases[String(found.output.1).asCase] = []
    }
    var rest = source[...]
    while let found = rest.firstMatch(of: /data class (\w+)\(/) {
      let inside = rest[found.range.upperBound...].upToClosing("(", ")")
      rest = rest[inside.endIndex...]
      let fields = inside.split(outside: ",").map { part in
        let pieces = part.replacing(#/^(?:override )?val /#, with: "").withoutDefault.split(outside: ":")
        return (name: pieces[0], type: pieces[1].asSwiftType)
      }
      if let parent = rest.firstMatch(of: /^\) : (\w+)/) {
        kinds[String(parent.output.1), default: Kind()].cases[String(found.output.1).asCase] = fields
      } else {
        kinds[String(found.output.1)] = Kind(
          fields: Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.type) }))
      }
    }
  }

  // MARK: - Both

  /// A line for each field and each case, in words that both sides share.
  var lines: Set<String> {
    var lines: Set<String> = []
    for (name, kind) in kinds where !name.contains(".") {
      for (field, type) in kind.fields { lines.insert("\(name).\(field): \(type.shared)") }
      for (title, carried) in kind.cases {
        let parts = opened(carried, in: name).map { $0.name.isEmpty ? $0.type.shared : "\($0.name): \($0.type.shared)" }
        lines.insert("\(name).\(title)(\(parts.sorted().joined(separator: ", ")))")
      }
    }
    return lines
  }

  /// A case of Swift's that carries a type of its own carries that one's fields, as Kotlin's do.
  private func opened(
    _ carried: [(name: String, type: String)], in name: String
  ) -> [(name: String, type: String)] {
    guard carried.count == 1, carried[0].name.isEmpty, let own = kinds["\(name).\(carried[0].type)"] else {
      return carried
    }
    return own.fields.map { (name: $0, type: $1) }
  }
}

extension StringProtocol {
  /// Without what is written for people.
  var withoutComments: String {
    String(self).replacing(/\/\*(?:[^*]|\*(?!\/))*\*\//, with: "").replacing(/\/\/[^\n]*/, with: "")
  }

  /// Up to the sign that closes what is open where it begins.
  fileprivate func upToClosing(_ open: Character, _ close: Character) -> SubSequence {
    var depth = 1
    for index in indices {
      if self[index] == open { depth += 1 }
      if self[index] == close { depth -= 1 }
      if depth == 0 { return self[..<index] }
    }
    return self[...]
  }

  /// What stands at the outermost level alone: without the types, functions and computed fields in it.
  fileprivate var withoutNested: String {
    var depth = 0
    var outside = ""
    for character in self {
      if depth == 0 { outside.append(character) }
      if character == "{" { depth += 1 }
      if character == "}" { depth -= 1 }
    }
    return outside
  }

  /// Its parts between separators that are in no brackets.
  fileprivate func split(outside separator: Character) -> [String] {
    var parts = [""]
    var depth = 0
    for character in self {
      if "(<[".contains(character) { depth += 1 }
      if ")>]".contains(character) { depth -= 1 }
      if character == separator && depth == 0 { parts.append("") } else { parts[parts.count - 1].append(character) }
    }
    return parts.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }.filter { !$0.isEmpty }
  }

  fileprivate var withoutDefault: String { split(outside: "=").first ?? "" }

  /// Kotlin's name of a case as Swift writes it.
  fileprivate var asCase: String { prefix(1).lowercased() + dropFirst() }

  /// Kotlin's type as Swift writes it.
  fileprivate var asSwiftType: String {
    var type = String(self)
    while let list = type.firstMatch(of: /List<((?:[^<>]|<[^<>]*>)*)>/) {
      type.replaceSubrange(list.range, with: "[\(list.output.1)]")
    }
    return type.replacing("Boolean", with: "Bool").replacing("IntRange", with: "Range<Int>")
      .replacing(/\b(?:Circle|Conversation|Invitation|Person)Id\b/, with: "String")
  }

  /// Both sides' numbers and moments under one name: Kotlin has milliseconds where Swift has a date.
  fileprivate var shared: String {
    String(self).replacing(#/\b(?:Int64|UInt64|ULong|Date|Long)\b/#, with: "Long").replacing("ChatRow.", with: "")
  }
}
