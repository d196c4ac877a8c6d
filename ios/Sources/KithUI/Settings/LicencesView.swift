import KithStrings
import SwiftUI

/// A work that Kith is built on.
public struct Work: Codable, Sendable, Equatable, Identifiable {
  public var name: String
  public var version: String
  /// As SPDX writes it.
  public var licence: String

  public var id: String { "\(name) \(version)" }

  public init(name: String, version: String, licence: String) {
    self.name = name
    self.version = version
    self.licence = licence
  }
}

/// Whose work Kith is built on.
public struct LicencesView: View {
  private let works: [Work]
  @Environment(\.strings) private var strings

  public init(works: [Work]) { self.works = works }

  public var body: some View {
    List {
      ForEach(works) { work in
        VStack(alignment: .leading, spacing: 2) {
          Text(leftToRight(work.id)).font(.strong)
          Text(leftToRight(work.licence)).font(.small).foregroundStyle(.inkSoft)
        }
        .accessibilityElement(children: .combine)
        .onPaper()
      }
    }
    .paper()
    .navigationTitle(strings.settingsLicences)
    .navigationBarTitleDisplayMode(.inline)
  }
}
