import Foundation
import KithCore

/// What is shared with Kith from another app waits here for Kith to be opened: iOS lets no extension open its app. It is
/// an invitation's link, which is as good as a key, so that it lies in the keychain, and is taken once.
public struct Handover: Sendable {
  private static let item = "invitation"

  private let keychain: any Keychain

  /// What waits in a keychain that the app and its extensions have.
  public init(keychain: any Keychain) { self.keychain = keychain }

  /// Keeps the invitation that stands in words, in place of one before; of a damaged one the words, so that it is said
  /// what is wrong where it is read. Answers whether there is any. Throws ``KeyFailure``.
  public func leave(_ words: String) throws -> Bool {
    guard let invitation = invitation(in: words) else { return false }
    try keychain.keep(Data(invitation.utf8), as: Self.item)
    return true
  }

  /// What waits; `nil` where nothing does, or it cannot be had now.
  public func take() -> String? {
    guard let kept = try? keychain.item(Self.item), (try? keychain.remove(Self.item)) != nil else { return nil }
    return String(data: kept, encoding: .utf8)
  }

  private func invitation(in words: String) -> String? {
    do {
      return try findLink(text: words)
    } catch KithError.FixInput(code: "link.none") {
      return nil
    } catch {
      return words
    }
  }
}
