import Foundation
import KithCore
import KithKit
import KithTown
import SwiftUI
import Testing

@testable import KithApp
@testable import KithUI

/// The whole app, led by what its views offer: the real core, a real relay, and a device of fakes.
@MainActor
struct AppTests {
  @Test("a patient comes in by a link, starts her circle, writes, and is led through every screen")
  func patient() async throws {
    try await Town.play { town in
      let phone = AppPhone(in: town)
      try await phone.presses("Paste a link")
      try await phone.types(town.relay.invitePatient(), into: "Your link")
      try await phone.presses("Go on")
      try await phone.types("Marta", into: "Your name, as others will see it")
      try await phone.presses("Yes, I want to join")
      try await phone.presses("Start my circle")
      try await phone.types("Good morning", into: "Write a message")
      try await phone.presses("Send")
      try await phone.sees { $0.hasPrefix("You. Patient. Good morning.") }

      try await phone.presses("People in the circle")
      try await phone.presses("Invite someone")
      try await phone.presses("Doctor or nurse, Reads everything. The clinic must know them.")
      try await phone.presses("Make the invitation")
      try await phone.sees { $0 == "Code with your invitation" }
      try await phone.presses("Send the link")
      try await phone.presses("Done")
      // What was pressed is followed in order: by now it was handed on.
      try await phone.sees { $0 == "Invite someone" }
      #expect(phone.asked.contains { if case .share = $0 { true } else { false } })
      phone.app.path.removeAll()
      try await phone.presses("Settings")
      try await phone.presses("Whose work is in it")
      try await phone.presses("a-library 1.0, MIT")
      try await phone.sees { $0 == "As is." }
      try await phone.presses("Close")
      phone.app.path.removeLast()
      try await phone.presses("Español")
      try await phone.sees { $0 == "Ajustes" }
      #expect(phone.profiles.current?.language == "es")
      #expect(phone.askedForNotices == 1, "once, however often the list has changed")
    }
  }

  @Test("a link that was shared from another app is read once Kith is opened, and once")
  func shared() async throws {
    try await Town.play { town in
      let phone = AppPhone(in: town)
      let link = try await town.relay.invitePatient()
      #expect(try !phone.handover.leave("See you tomorrow!"))
      #expect(phone.handover.take() == nil)
      #expect(try phone.handover.leave("Dear Marta, this is it: <\(link)>."))
      await phone.app.follow(.active)
      try await phone.sees { $0 == "Yes, I want to join" }
      #expect(phone.handover.take() == nil)
      phone.app.path.removeAll()
      // Of one that is cut off it is said what is wrong.
      #expect(try phone.handover.leave(String(link.dropLast(30))))
      await phone.app.follow(.active)
      try await phone.sees { $0.hasPrefix("A part of this link is missing.") }
    }
  }

  @Test("a link that was shared is read though Kith is still being opened")
  func sharedAtOnce() async throws {
    try await Town.play { town in
      let phone = AppPhone(in: town)
      #expect(try phone.handover.leave(try await town.relay.invitePatient()))
      while phone.app.root == nil {
        await phone.app.follow(.active)
        await Task.yield()
      }
      try await phone.sees { $0 == "Yes, I want to join" }
    }
  }

  @Test("the lock stands in place of everything, opens to its person, and leads back to where she was")
  func lock() async throws {
    try await Town.play { town in
      let phone = AppPhone(in: town)
      await phone.app.arrive(.invited(link: try await town.relay.invitePatient()))
      try await phone.types("Marta", into: "Your name, as others will see it")
      try await phone.presses("Yes, I want to join")
      try await phone.presses("Start my circle")
      try await phone.sees { $0 == "Write a message" }
      await phone.app.follow(.background)
      phone.clock.passes(120)
      phone.holder.refuses = true
      await phone.app.follow(.active)
      try await phone.sees { $0 == "Hello Marta" }
      #expect(phone.words.contains { $0.hasPrefix("Emergency? Call") })
      // While the key is there nothing is given up, whoever asks for it.
      phone.app.door?.onEvent(.startOver)
      try await phone.presses("Open")
      try await phone.presses("Try again") { phone.holder.refuses = false }
      try await phone.sees { $0 == "Write a message" }

      phone.app.path.removeAll()
      try await phone.presses("Settings")
      try await phone.presses("Lock now")
      try await phone.presses("Open")
      try await phone.sees { $0 == "Lock now" }

      // The process ends, and the app is started anew: the person is asked at once.
      try await phone.ends()
      phone.starts()
      try await phone.sees { $0.hasPrefix("Marta’s circle, Your circle") }
    }
  }

  @Test("a lost key is said, and a new invitation begins anew")
  func lost() async throws {
    try await Town.play { town in
      let phone = try await enrolled(town)
      let store = try phone.store
      try await phone.ends()
      try phone.seal.destroy()
      phone.starts()
      let before = phone.app.current
      try await phone.presses("Use a new invitation")
      try await phone.sees { $0 == "Paste a link" }
      #expect(!FileManager.default.fileExists(atPath: store.path))
      #expect(phone.app.current !== before, "what happens while nobody looks is for who is there now")
    }
  }

  @Test("a store that cannot be read is said, and set aside for a new invitation: nothing of it is deleted")
  func damaged() async throws {
    try await Town.play { town in
      let phone = try await enrolled(town)
      let store = try phone.store
      try await phone.ends()
      let database = store.appendingPathComponent("kith.db")
      try Data(repeating: 7, count: Data(contentsOf: database).count).write(to: database)
      phone.starts()
      try await phone.sees { $0.hasPrefix("What is on this device cannot be read any more.") }
      #expect(FileManager.default.fileExists(atPath: store.path))
      try await phone.presses("Use a new invitation")
      try await phone.sees { $0 == "Paste a link" }
      let aside = store.deletingLastPathComponent().appendingPathComponent("aside-" + store.lastPathComponent)
      #expect(FileManager.default.fileExists(atPath: aside.path))
    }
  }

  @Test("what else keeps the door shut is said as what it is, and nothing is given up")
  func failing() async throws {
    try await Town.play { town in
      let phone = try await enrolled(town)
      let store = try phone.store
      try await phone.ends()
      phone.isFull = true
      phone.starts()
      try await phone.sees { $0 == "That did not work. Nothing is lost. Please try again." }
      try await phone.presses("Try again") { phone.isFull = false }
      try await phone.sees { $0 == "Start my circle" }
      #expect(try phone.store == store)
    }
  }

  @Test("whoever cannot be told from the profile now is not taken for someone new, by a push or at the door")
  func unknown() async throws {
    try await Town.play { town in
      let phone = try await enrolled(town)
      let store = try phone.store
      try await phone.ends()
      let profile = phone.profiles.container.appendingPathComponent("profile")
      let hidden = phone.profiles.container.appendingPathComponent("hidden")
      try FileManager.default.moveItem(at: profile, to: hidden)
      // There, and not to be read: as before the device was unlocked for the first time after its start.
      try FileManager.default.createDirectory(at: profile, withIntermediateDirectories: true)
      phone.starts(seen: false)
      #expect(await !phone.sync())
      phone.app.start(isActive: true)
      try await phone.presses("Try again") {
        try? FileManager.default.removeItem(at: profile)
        try? FileManager.default.moveItem(at: hidden, to: profile)
      }
      try await phone.sees { $0 == "Start my circle" }
      #expect(try phone.store == store)
    }
  }

  @Test("nobody is asked for their face while the app is started for something in the background")
  func startedUnseen() async throws {
    try await Town.play { town in
      let phone = try await enrolled(town)
      try await phone.ends()
      phone.starts(seen: false)
      #expect(await phone.sync())
      await phone.app.follow(.background)
      #expect(phone.holder.asked == 0 && phone.app.door == nil && phone.app.root == nil)
      await phone.app.follow(.active)
      phone.app.start(isActive: true)
      try await phone.sees { $0 == "Start my circle" }
      #expect(phone.holder.asked == 1)
    }
  }

  @Test("what comes while nobody looks is told, though the list that is open hears of it first")
  func toldInTheBackground() async throws {
    try await Town.play { town in
      let phone = try await enrolled(town)
      try await phone.presses("Start my circle")
      try await phone.sees { $0 == "Write a message" }
      let nadia = try await town.nurse("Nadia")
      let client = try #require(phone.app.current?.client)
      let circle = try #require(try await client.inbox().circles.first?.id)
      let whom = NewInvitation(role: .clinician, relationship: "", validForMs: 3_600_000)
      let link = try await client.invite(circle: circle, whom: whom)
      _ = try await client.sync().value()
      try await nadia.redeems(link)
      try await comes("her yes", client.inboxUpdates()) { $0.circles.contains { $0.toApprove > 0 } }
      for invitation in try await client.invitations(circle: circle) {
        try await client.approve(invitation: invitation.id)
      }
      try await nadia.seesInbox("the circle") { !$0.circles.isEmpty }

      // While she looks it is only shown.
      try await nadia.says("Are you well?")
      try await phone.sees { $0.contains("Are you well?") }
      #expect(phone.shown.said.isEmpty)
      await phone.app.follow(.background)
      try await nadia.says("I come at six.")
      try await nadia.syncs()
      #expect(await phone.sync())
      #expect(phone.shown.said.map(\.title) == ["New message"])
    }
  }

  /// A phone that Marta is enrolled on.
  private func enrolled(_ town: Town) async throws -> AppPhone {
    let phone = AppPhone(in: town)
    await phone.app.arrive(.invited(link: try await town.relay.invitePatient()))
    try await phone.types("Marta", into: "Your name, as others will see it")
    try await phone.presses("Yes, I want to join")
    try await phone.sees { $0 == "Start my circle" }
    return phone
  }

  @Test("only an invitation's link is one, and its secret stays in the fragment")
  func links() throws {
    let link = try #require(URL(string: "kith://clinic.example/join#c2VjcmV0"))
    #expect(Arrival(link: link) == .invited(link: "kith://clinic.example/join#c2VjcmV0"))
    for other in [
      "kith://clinic.example/join", "https://clinic.example/join#x", "https://clinic.example/other#x",
      "http://clinic.example/join#x",
    ] {
      #expect(Arrival(link: try #require(URL(string: other))) == nil)
    }
    #expect(Arrival(notice: "circle k1") == .notified(circle: "k1"))
    #expect(Arrival(notice: "reminder 1") == nil)
  }
}
