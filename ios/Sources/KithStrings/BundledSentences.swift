#if canImport(Darwin)
  import Foundation

  /// The string catalogue as Xcode compiles it, with the platform's own plurals.
  struct BundledSentences: SentenceCatalogue {
    func sentence(_ key: String, in strings: Strings, count: Int?, arguments: [String]) -> String {
      let format = bundle(of: strings.tag).localizedString(forKey: key, value: nil, table: nil)
      guard count != nil || !arguments.isEmpty else { return format }
      let number: [any CVarArg] = count.map { [$0] } ?? []
      let words: [any CVarArg] = arguments.map { $0 as NSString }
      return String(format: format, locale: strings.locale, arguments: number + words)
    }

    /// Foundation keeps bundles: this costs a look into a table.
    private func bundle(of tag: String) -> Bundle {
      Bundle.module.path(forResource: tag, ofType: "lproj").flatMap(Bundle.init(path:)) ?? .module
    }
  }
#endif
