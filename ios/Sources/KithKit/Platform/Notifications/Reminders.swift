import Foundation

/// Notices for times to come: of medicines and appointments, whose plan comes with later versions.
///
/// iOS keeps the 64 that are next and forgets the rest without a word: so only those are handed over, and it is
/// filled up again on each wake.
@MainActor
public final class Reminders {
  /// As many as iOS keeps.
  public static let most = 64
  private static let prefix = "reminder "

  private let notices: any Notices
  private let clock: any DeviceClock

  /// Reminders, by a clock.
  public init(notices: any Notices, clock: any DeviceClock = SystemClock()) {
    self.notices = notices
    self.clock = clock
  }

  /// Hands over those of `wanted` that come next, and takes back what is not wanted any more. An id means something
  /// only inside the store.
  public func fill(with wanted: [Notice]) async throws {
    let now = clock.now()
    let next =
      wanted
      .compactMap { notice in notice.at.map { (notice, $0) } }
      .filter { $0.1 > now }
      .sorted { $0.1 < $1.1 }
      .prefix(Self.most)
      .map { Notice(id: Self.prefix + $0.0.id, title: $0.0.title, at: $0.1) }
    let ours = await notices.waiting().filter { $0.hasPrefix(Self.prefix) }
    await notices.remove(ours.subtracting(next.map(\.id)))
    for notice in next { try await notices.show(notice) }
  }
}
