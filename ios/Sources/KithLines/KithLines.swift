import Foundation
import KithCore
import KithKit
import KithStrings
import KithTown

/// KithKit's view models, played by lines: `--store DIR --key FILE [--name NAME] [--offline]`. The same lines, and the
/// same answers, as `kith-desktop --lines` has for the Kotlin side, so that one scene can be played by both.
@main
@MainActor
struct KithLines {
  static func main() async throws {
    var values: [String: String] = [:]
    var words = CommandLine.arguments.dropFirst().makeIterator()
    while let word = words.next() {
      switch word {
      case "--offline", "--lines": values[word] = ""
      case "--store", "--key", "--name": values[word] = words.next()
      default: usage()
      }
    }
    guard let store = values["--store"], let key = values["--key"] else { usage() }
    try FileManager.default.createDirectory(atPath: store, withIntermediateDirectories: true)
    let client = try await KithClient.open(dir: store, vault: KeyFile(key), clock: nil)
    client.network(there: values["--offline"] == nil)
    try await client.start()
    let desk = Desk(client: client, strings: Strings("en"))
    let player = Player(client: client, desk: desk, name: values["--name"] ?? "")
    await answer { word, rest in try await player.does(word, rest) }
    desk.leaveAll()
    try await client.shutDown()
    say([])
    // At once: `exit` would wait for the thread that reads.
    _exit(0)
  }

  private static func usage() -> Never {
    FileHandle.standardError.write(Data("KithLines --store DIR --key FILE [--name NAME] [--offline]\n".utf8))
    exit(2)
  }

  /// Answers until `quit`, or until nobody asks any more.
  private static func answer(_ does: @MainActor (String, String) async throws -> [String]) async {
    say([])
    let (lines, line) = AsyncStream.makeStream(of: String.self)
    // Reading blocks: on a thread of its own.
    Thread.detachNewThread {
      while let read = readLine() { line.yield(read) }
      line.finish()
    }
    for await line in lines {
      let word = line.prefix { $0 != " " }
      if word == "quit" { break }
      do {
        say(try await does(String(word), String(line.dropFirst(word.count + 1))))
      } catch {
        say(["! \((error as? Sorry)?.words ?? "\(error)")"])
      }
    }
  }

  /// A line of someone's is one line, and none ends the answer.
  private static func say(_ lines: [String]) {
    let answer = lines.map { $0.replacingOccurrences(of: "\n", with: " ") }.map { $0 == "." ? " ." : $0 } + ["."]
    FileHandle.standardOutput.write(Data((answer.joined(separator: "\n") + "\n").utf8))
  }
}

/// Why something could not be done, in a sentence for whoever asked.
struct Sorry: Error {
  let words: String

  init(_ words: String) {
    self.words = words
  }
}

/// Keeps the store's key in a file that its owner alone can read, in hexadecimal, as the Kotlin side's desk does.
private final class KeyFile: KeyVault {
  private let path: String

  init(_ path: String) {
    self.path = path
  }

  func load() throws -> Data? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let hex = try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    guard let key = Data(hex: hex) else { throw PlatformError.Unavailable }
    return key
  }

  func keep(key: Data) throws {
    let hex = key.map { String(format: "%02x", $0) }.joined() + "\n"
    let mine: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
    guard FileManager.default.createFile(atPath: path, contents: Data(hex.utf8), attributes: mine) else {
      throw PlatformError.Unavailable
    }
  }
}
