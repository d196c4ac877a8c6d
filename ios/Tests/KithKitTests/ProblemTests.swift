import Foundation
import KithCore
import KithKit
import KithStrings
import KithUI
import Testing

/// Every failure of the core has a plain name and one thing to do.
struct ProblemTests {
  private static let named: [(KithError, Problem)] = [
    (.Retry(code: "other"), .unexpected), (.Internal(code: "panic"), .unexpected),
    (.WaitForNetwork(code: "relay.unreachable"), .noConnection), (.FixInput(code: "clock"), .clockWrong),
    (.FixInput(code: "link.none"), .notALink),
    (.FixInput(code: "link.altered"), .linkDamaged), (.FixInput(code: "link.cut-off"), .linkCutOff),
    (.FixInput(code: "link.own"), .linkOwn), (.FixInput(code: "link.already-in"), .alreadyIn),
    (.FixInput(code: "invitations.too-many"), .tooManyInvitations), (.FixInput(code: "name.blank"), .nameUnfit),
    (.FixInput(code: "name.too-long"), .nameTooLong), (.FixInput(code: "name.unfit"), .nameSigns),
    (.NotAllowed(code: "not-vouched"), .notVouched), (.NotAllowed(code: "oneself"), .oneself),
    (.FixInput(code: "content.too-long"), .textTooLong), (.FixInput(code: "content.empty"), .unexpected),
    (.FixInput(code: "vault.unfit-code"), .unexpected), (.AskForInvitation(code: "invitation-used"), .linkUsed),
    (.AskForInvitation(code: "invitation-expired"), .linkExpired),
    (.AskForInvitation(code: "invitation-replaced"), .linkReplaced),
    (.AskForInvitation(code: "invitation-revoked"), .linkTakenBack),
    (.AskForInvitation(code: "invitation-unknown"), .linkUnknown),
    (.AskForInvitation(code: "link.forged"), .linkDamaged), (.NotAllowed(code: "not-a-member"), .notInCircle),
    (.NotAllowed(code: "revoked"), .revoked), (.NotAllowed(code: "not-allowed"), .notAllowed),
    (.Refresh(code: "not-found"), .notThere), (.Unlock(code: "vault.denied"), .locked),
    (.FreeSpace(code: "store.disk-full"), .deviceFull), (.UpdateApp(code: "store.newer"), .updateNeeded),
    (.UpdateApp(code: "link.newer"), .updateNeeded), (.CallClinic(code: "relay.untrusted"), .intercepted),
    (.WaitForNetwork(code: "network.proxy-login"), .proxyLogin),
    (.CallClinic(code: "relay.address"), .notTheClinic), (.CallClinic(code: "clinic.signature"), .notTheClinic),
    (.GetHelp(code: "store.damaged"), .damaged),
  ]

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
