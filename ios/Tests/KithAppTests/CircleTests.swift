import KithCore
import KithKit
import KithTown
import Testing

@testable import KithUI

/// Who is in the room, decided by the patient in her app.
@MainActor
struct CircleTests {
  /// Marta's phone with her own circle open.
  private func marta(_ town: Town) async throws -> AppPhone {
    let phone = AppPhone(in: town)
    await phone.app.arrive(.invited(link: try await town.relay.invitePatient()))
    try await phone.types("Marta", into: "Your name, as others will see it")
    try await phone.presses("Yes, I want to join")
    try await phone.presses("Start my circle")
    try await phone.sees { $0 == "Write a message" }
    return phone
  }

  /// The link of the invitation that Marta makes for her daughter.
  private func invites(_ phone: AppPhone) async throws -> String {
    try await phone.presses("People in the circle")
    try await phone.presses("Invite someone")
    try await phone.presses("Family or friend, Reads what is for everyone. Not what you tell only the clinic.")
    try await phone.types("daughter", into: "What are they to you? You may leave this out.")
    try await phone.presses("Make the invitation")
    try await phone.presses("Send the link")
    try await phone.presses("Done")
    try await phone.sees { $0 == "Invite someone" }
    guard case .share(let link) = phone.asked.last else { throw DidNotCome("a link to send") }
    return link
  }

  @Test("a daughter is invited, approved, heard, and taken out, each with its consequence said before")
  func daughter() async throws {
    try await Town.play { town in
      let phone = try await marta(town)
      let ana = try await town.resident("Ana")
      try await ana.redeems(invites(phone))
      try await phone.sees { $0 == "Ana, Family or friend · daughter" }
      try await phone.presses("Yes, let them in")
      try await phone.sees { $0 == "They will read what is written for everyone from now on." }
      try await phone.presses("Yes, let them in", last: true)
      try await ana.seesInbox("the circle") { !$0.circles.isEmpty }
      try await ana.says("I am here, Mum.")
      phone.app.path.removeLast()
      try await phone.sees { $0.hasPrefix("Ana. Family or friend · daughter. I am here, Mum.") }

      try await phone.presses("People in the circle")
      try await phone.presses("Remove Ana")
      try await phone.sees { $0.contains("What they have read stays with them.") }
      try await phone.presses("Yes, remove")
      try await phone.sees { $0 == "Nobody else is here yet" }
      try await ana.seesInbox("that she was taken out") { $0.circles.first?.standing == .removed }
    }
  }

  @Test("while the app is not active nothing of it is said or shown")
  func covered() async throws {
    try await Town.play { town in
      let phone = try await marta(town)
      #expect(phone.words.contains("Write a message"))
      #expect(phone.words(in: .inactive) == ["Kith"])
      #expect(phone.words(in: .background) == ["Kith"])
    }
  }
}
