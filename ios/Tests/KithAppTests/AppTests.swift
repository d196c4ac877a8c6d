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
      #expect(phone.profiles.current.language == "es" && phone.mayNotify)
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
      #expect(phone.words.contains { $0.hasPrefix("Not for emergencies") })
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
      let phone = AppPhone(in: town)
      await phone.app.arrive(.invited(link: try await town.relay.invitePatient()))
      try await phone.types("Marta", into: "Your name, as others will see it")
      try await phone.presses("Yes, I want to join")
      try await phone.sees { $0 == "Start my circle" }
      let store = try phone.profiles.store(of: phone.profiles.current)
      try await phone.ends()
      try phone.seal.destroy()
      phone.starts()
      try await phone.presses("Use a new invitation")
      try await phone.sees { $0 == "Paste a link" }
      #expect(!FileManager.default.fileExists(atPath: store.path))
    }
  }

  @Test("only an invitation's link is one, and its secret stays in the fragment")
  func links() throws {
    let link = try #require(URL(string: "kith://clinic.example/join#c2VjcmV0"))
    #expect(Arrival(link: link) == .invited(link: "https://clinic.example/join#c2VjcmV0"))
    for other in ["https://clinic.example/join", "https://clinic.example/other#x", "http://clinic.example/join#x"] {
      #expect(Arrival(link: try #require(URL(string: other))) == nil)
    }
    #expect(Arrival(notice: "circle k1") == .notified(circle: "k1"))
    #expect(Arrival(notice: "reminder 1") == nil)
  }
}
