private let overrides: ClosedRange<Unicode.Scalar> = "\u{202A}"..."\u{202E}"
private let openers: ClosedRange<Unicode.Scalar> = "\u{2066}"..."\u{2068}"
private let popIsolate: Unicode.Scalar = "\u{2069}"

/// `text` as it may stand within a sentence, which gives each of its parts a direction of its own: without the signs by
/// which a name could turn the words around it.
func tamed(_ text: String) -> String {
  let plain = text.unicodeScalars.filter { !overrides.contains($0) }
  guard !isBalanced(plain) else { return String(String.UnicodeScalarView(plain)) }
  return String(String.UnicodeScalarView(plain.filter { !openers.contains($0) && $0 != popIsolate }))
}

private func isBalanced(_ text: some Sequence<Unicode.Scalar>) -> Bool {
  var depth = 0
  for scalar in text {
    if openers.contains(scalar) { depth += 1 }
    if scalar == popIsolate {
      depth -= 1
      if depth < 0 { return false }
    }
  }
  return depth == 0
}

/// A name by itself, with a direction of its own and nothing in it that could turn the words around it.
public func isolated(_ text: String) -> String { "\u{2068}\(tamed(text))\u{2069}" }

/// A code, a version or a link: always from left to right.
public func leftToRight(_ text: String) -> String { "\u{2066}\(text)\u{2069}" }

/// A telephone number: from left to right, and never broken at the end of a line.
public func telephone(_ number: String) -> String {
  leftToRight(String(number.map { $0 == " " ? "\u{A0}" : $0 }))
}
