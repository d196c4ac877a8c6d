import Foundation
import KithCore
import KithKit
import KithTown
import Testing

/// What `core/finish` makes of the Swift that UniFFI writes.
@MainActor
struct GeneratedTests {
  @Test("a record says its name alone, wherever it gets to")
  func quiet() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      try await marta.says("I slept badly.")
      let watch = marta.client.watchChat(conversation: try await marta.circle().id)
      let chat = try #require(try await watch.next())
      let row = try #require(chat.rows.last)
      #expect(row.content == .text(body: "I slept badly.", edited: false) && row.senderName == "Marta")
      #expect("\(row)" == "TimelineRow(…)")
      var dumped = ""
      for each in [row, row.content, chat, chat.circle, [row], Optional(row) as Any, ["row": row]] as [Any] {
        dump(each, to: &dumped)
        dumped += "\(each) \(String(reflecting: each))"
      }
      #expect(dumped.contains("TimelineRow(…)") && dumped.contains("Chat(…)"))
      #expect(!dumped.contains("slept") && !dumped.contains("Marta"))
    }
  }

  @Test("what Rust hands over is read to its last byte, wherever it lies, and never beyond")
  func bounds() throws {
    // Its last byte says that it answers nothing.
    let draft = bytes(1, 5) + Array("Hello".utf8) + [0]
    for offset in 0..<8 {
      let moved = Array(repeating: UInt8(7), count: offset) + draft
      #expect(try read(moved, from: offset) == Draft(audience: .circle, body: "Hello"))
    }
    for length in 0..<draft.count {
      #expect(throws: (any Error).self) { try read(Array(draft[..<length]), from: 0) }
    }
    for length in [6, Int32.max, -1, Int32.min] {
      #expect(throws: (any Error).self) { try read(bytes(1, length) + Array("Hello".utf8) + [0], from: 0) }
    }
    #expect(throws: (any Error).self) { try read(bytes(9, 5) + Array("Hello".utf8) + [0], from: 0) }
    #expect(try read(bytes(2, 0) + [0], from: 0).body == "")
  }

  private func bytes(_ numbers: Int32...) -> [UInt8] {
    numbers.flatMap { number in withUnsafeBytes(of: number.bigEndian, Array.init) }
  }

  private func read(_ bytes: [UInt8], from offset: Int) throws -> Draft {
    try bytes.withUnsafeBufferPointer { all in
      var reader: RustReader = (all, offset)
      let draft = try FfiConverterTypeDraft.read(from: &reader)
      #expect(reader.offset == bytes.count)
      return draft
    }
  }
}
