import Foundation
import KithCore
import KithKit
import KithStrings
import KithUI
import Testing

/// Every failure of the core has a plain name and one thing to do.
struct ProblemTests {
  /// Each kind of error with what its codes mean: the twin of `ProblemTest` in Kotlin.
  private static let expected: [(kind: String, problem: Problem, codes: String)] = [
    (
      "Retry", .unexpected,
      """
      mls other store.app-first store.busy store.files store.open-elsewhere store.suspended store.transaction \
      vault.unavailable task.cancelled task.over bad-request over-limit bad-proof not-found method-not-allowed \
      idempotency-mismatch exists stale-epoch too-many-branches too-large media-type
      """
    ),
    (
      "Internal", .unexpected,
      "other content.unreadable store.closed store.failed store.panicked runtime.threads panic"
    ),
    (
      "WaitForNetwork", .noConnection,
      "other relay.unreachable unauthenticated quota rate-limited internal unavailable"
    ),
    ("WaitForNetwork", .proxyLogin, "network.proxy-login"),
    ("FixInput", .notALink, "link.none"), ("FixInput", .linkCutOff, "link.cut-off"),
    ("FixInput", .linkDamaged, "link.altered"), ("FixInput", .linkOwn, "link.own"),
    ("FixInput", .alreadyIn, "link.already-in"), ("FixInput", .tooManyInvitations, "invitations.too-many"),
    ("FixInput", .nameUnfit, "name.blank"), ("FixInput", .nameTooLong, "name.too-long"),
    ("FixInput", .nameSigns, "name.unfit"), ("FixInput", .textTooLong, "content.too-long"),
    ("FixInput", .clockWrong, "clock"), ("FixInput", .unexpected, "content.empty field vault.unfit-code"),
    ("AskForInvitation", .linkUsed, "invitation-used"), ("AskForInvitation", .linkExpired, "invitation-expired"),
    ("AskForInvitation", .linkReplaced, "invitation-replaced"),
    ("AskForInvitation", .linkTakenBack, "invitation-revoked"),
    ("AskForInvitation", .linkUnknown, "invitation-unknown"), ("AskForInvitation", .linkDamaged, "link.forged"),
    ("AskForInvitation", .linkWebPage, "link.web-page"),
    ("NotAllowed", .notAllowed, "not-allowed forbidden"), ("NotAllowed", .notInCircle, "not-a-member"),
    ("NotAllowed", .revoked, "revoked"), ("NotAllowed", .forgotten, "forgotten"),
    ("NotAllowed", .notVouched, "not-vouched"), ("NotAllowed", .oldWord, "old-word"),
    ("NotAllowed", .oneself, "oneself"),
    ("Refresh", .notThere, "not-found other"),
    ("Unlock", .locked, "store.locked vault.denied vault.no-device-lock vault.wrong-code"),
    ("FreeSpace", .deviceFull, "store.disk-full"),
    ("UpdateApp", .updateNeeded, "link.newer relay.unknown store.newer"),
    ("CallClinic", .notTheClinic, "clinic.signature clinic.address relay.address"),
    ("CallClinic", .intercepted, "relay.untrusted"),
    (
      "GetHelp", .damaged,
      "other store.codec store.damaged store.unreadable store.wrong-key vault.key-lost vault.unreadable"
    ),
  ]

  private static let kinds: [String: @Sendable (String) -> KithError] = [
    "Retry": { .Retry(code: $0) }, "Internal": { .Internal(code: $0) }, "WaitForNetwork": { .WaitForNetwork(code: $0) },
    "FixInput": { .FixInput(code: $0) }, "AskForInvitation": { .AskForInvitation(code: $0) },
    "NotAllowed": { .NotAllowed(code: $0) }, "Refresh": { .Refresh(code: $0) }, "Unlock": { .Unlock(code: $0) },
    "FreeSpace": { .FreeSpace(code: $0) }, "UpdateApp": { .UpdateApp(code: $0) },
    "CallClinic": { .CallClinic(code: $0) }, "GetHelp": { .GetHelp(code: $0) },
  ]

  private static let named: [(KithError, Problem)] = expected.flatMap { kind, problem, codes in
    codes.split(separator: " ").compactMap { code in kinds[kind].map { ($0(String(code)), problem) } }
  }

  @Test("every code that the boundary can end with is named here")
  func told() throws {
    let named = Self.expected.flatMap { kind, _, codes in codes.split(separator: " ").map { "\(kind) \($0)" } }
    let found = try said().union(relay())
    #expect(Set(named) == found)
    #expect(Set(named).count == named.count)
  }

  /// What the source of the boundary says.
  private func said() throws -> Set<String> {
    let source = try ["error", "runtime", "tasks"].map { name in
      try read("bindings/src/\(name).rs").split(separator: "#[cfg(test)]").first.map(String.init) ?? ""
    }.joined()
    let plain = source.matches(of: /to!\((\w+), "([^"]+)"\)/).map { "\($0.output.1) \($0.output.2)" }
    let short = source.matches(of: /\b(retry|internal)\("([^"]+)"\)/).map { found in
      "\(found.output.1.prefix(1).uppercased())\(found.output.1.dropFirst()) \(found.output.2)"
    }
    return Set(plain + short)
  }

  /// What a relay's problems become there.
  private func relay() throws -> Set<String> {
    let source = try read("protocol/src/problem.rs")
    return Set(
      source.matches(of: /(?m)^ {4}\w+ = "([a-z-]+)", (\d+),/).map { found in
        "\(kind(String(found.output.1), Int(found.output.2) ?? 0)) \(found.output.1)"
      })
  }

  private func kind(_ code: String, _ status: Int) -> String {
    if code.hasPrefix("invitation-") { return "AskForInvitation" }
    if status >= 500 || status == 429 || status == 401 { return "WaitForNetwork" }
    return ["revoked", "forgotten", "forbidden"].contains(code) ? "NotAllowed" : "Retry"
  }

  private func read(_ path: String) throws -> String {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  @Test("every error of the boundary is a problem", arguments: named)
  func named(error: KithError, problem: Problem) {
    #expect(Problem(error) == problem)
    // And has its plain sentence in every language that is offered.
    let said = Language.offered.map { Strings($0.tag).sentence(Problem(error)) }
    #expect(Set(said).count == said.count && !said.contains { $0.isEmpty || $0.hasPrefix("problem.") })
  }

  @Test("an error that is nobody's is unexpected, and every problem comes from some error")
  func others() {
    struct Strange: Error {}
    #expect(Problem(Strange()) == .unexpected)
    #expect(Set(Self.named.map(\.1)) == Set(Problem.allCases))
    #expect(Set(Problem.allCases.map(\.remedy)) == Set(Remedy.allCases))
  }

  @Test("days, the unread mark, and what was said in one go")
  func items() {
    let ana = Person(id: "a", name: "Ana", role: .family)
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: "UTC")!
    func row(_ id: Int64, _ minutes: Double) -> ChatRow {
      .message(
        .init(
          id: id, at: Date(timeIntervalSince1970: minutes * 60), sender: ana, audience: .circle, body: "",
          delivery: .received))
    }
    let rows = [row(1, 0), row(2, 5), row(3, 30), row(4, 31), row(5, 24 * 60)]
    let items = TimelineItem.items(of: Timeline(rows: rows, unreadFrom: 4, unread: 2), calendar: calendar)
    #expect(items.map(\.id) == ["day before 1", "row 1", "row 2", "row 3", "unread", "row 4", "day before 5", "row 5"])
    let firsts = items.compactMap { if case .row(_, let first) = $0 { first } else { nil } }
    #expect(firsts == [true, false, true, true, true])
  }
}
