import Foundation

/// Someone whose client does what no client should, in a process of its own: core's example with a feature that no
/// app is built with.
@MainActor
public final class PatchedClient {
  private let program: Program

  /// Starts it for someone, with its store in `home`.
  public init(_ name: String, home: URL) async throws {
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    program = try Program(
      programs.appendingPathComponent("chat"),
      [
        "--store", home.appendingPathComponent("store").path, "--key", home.appendingPathComponent("key").path,
        "--name", name,
      ])
    _ = await program.answer()
  }

  /// Types a command; answers what it led to.
  @discardableResult
  public func types(_ command: String) async -> [String] {
    await program.types(command)
  }
}
