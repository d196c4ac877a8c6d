import Foundation
import KithCore
import KithKit
import KithStrings
import KithUI
import Testing

import enum KithKit.Problem
import enum KithKit.Remedy

/// Every problem of the core has a plain name and one thing to do.
struct ProblemTests {
  private static let all: [(KithCore.Problem, Problem)] = Problem.allCases.compactMap { problem in
    core.first { "\($0)" == "\(problem)" }.map { ($0, problem) }
  }

  private static let core: [KithCore.Problem] = [
    .noConnection, .notALink, .linkCutOff, .linkDamaged, .linkWebPage, .linkOwn, .alreadyIn, .linkExpired, .linkUsed,
    .linkReplaced, .linkTakenBack, .linkUnknown, .notTheClinic, .intercepted, .proxyLogin, .clockWrong, .nameUnfit,
    .nameTooLong, .nameSigns, .textTooLong, .noSign, .tooManyInvitations, .tooManyLater, .notVouched, .oldWord, .oneself,
    .revoked, .forgotten, .notAllowed, .notInCircle, .notThere, .takenBack, .notSent, .tooLate, .deviceFull, .updateNeeded,
    .locked, .damaged, .unexpected,
  ]

  @Test("every problem of the core has its own here, and the same thing to do", arguments: all)
  func named(core: KithCore.Problem, problem: Problem) {
    #expect(Problem(core) == problem)
    #expect("\(remedyOf(problem: core))" == "\(problem.remedy)")
    // And has its plain sentence in every language that is offered.
    let said = Language.offered.map { Strings($0.tag).sentence(problem) }
    #expect(Set(said).count == said.count && !said.contains { $0.isEmpty || $0.hasPrefix("problem.") })
  }

  @Test("an error that is nobody's is unexpected, one of the core's is what it says, and every problem is one of its")
  func others() {
    struct Strange: Error {}
    #expect(Problem(Strange()) == .unexpected)
    #expect(Problem(KithError.FixInput(code: "content.too-long")) == .textTooLong)
    #expect(Self.all.map(\.1) == Problem.allCases)
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
