import Foundation
import Testing

/// What holds for every view's source.
struct SourcesTests {
  private let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Sources/KithUI")

  private func lines() throws -> [(place: String, line: String)] {
    let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
      .compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
    #expect(files.count > 30)
    return try files.flatMap { file in
      let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count <= 250, "\(file.lastPathComponent)")
      return lines.enumerated().map { ("\(file.lastPathComponent):\($0 + 1)", String($1)) }
    }
  }

  @Test("views import nothing but SwiftUI, states and sentences; the code's picture needs CoreImage")
  func imports() throws {
    let allowed: Set = [
      "SwiftUI", "KithKit", "KithStrings", "Foundation", "CoreImage", "CoreImage.CIFilterBuiltins",
    ]
    for (place, line) in try lines() {
      guard let name = line.firstMatch(of: /^\s*(?:@\w+ )?import (\S+)/)?.output.1 else { continue }
      #expect(allowed.contains(String(name)), "\(place): \(line)")
    }
  }

  @Test("views have no word, no size of letters and no side of their own")
  func own() throws {
    for (place, line) in try lines() where !place.contains("Samples") && !place.contains("Cast") {
      #expect(line.firstMatch(of: /(?:Text|Button|Label)\("[^\\]/) == nil, "\(place): \(line)")
      #expect(line.firstMatch(of: /system\(size|fixedSize\(\)|\.minimumScaleFactor/) == nil, "\(place): \(line)")
      #expect(line.firstMatch(of: /lignment: \.(left|right)\b|\[\.(left|right)/) == nil, "\(place): \(line)")
      #expect(!line.contains("withAnimation") && !line.contains(".animation("), "\(place): nothing moves by itself")
    }
  }
}
