import Foundation

/// The works of a file that is written while the app is built (`scripts/xcframework`): each licence's words stand in it
/// once, however many works share them.
public struct WrittenWorks: WorksSource {
  private struct File: Decodable {
    struct Entry: Decodable {
      let name: String
      let version: String
      let licence: String
      let text: Int
    }

    let works: [Entry]
    let texts: [String]
  }

  private let url: URL

  /// The works of a file.
  public init(_ url: URL) { self.url = url }

  public func works() async throws -> [Work] {
    try read().works.enumerated()
      .map { Work(id: String($0), name: $1.name, version: $1.version, licence: $1.licence) }
  }

  public func licence(of work: Work) async throws -> String {
    let file = try read()
    guard let index = Int(work.id), file.works.indices.contains(index) else { throw CocoaError(.fileReadCorruptFile) }
    let text = file.works[index].text
    guard file.texts.indices.contains(text) else { throw CocoaError(.fileReadCorruptFile) }
    return file.texts[text]
  }

  private func read() throws -> File {
    try JSONDecoder().decode(File.self, from: Data(contentsOf: url))
  }
}
