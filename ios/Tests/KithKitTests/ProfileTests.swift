import Foundation
import KithKit
import KithTown
import Testing

/// Who uses the phone: looked up by whoever wakes, begun by the app alone.
@MainActor
struct ProfileTests {
  private let seal = FakeSeal()

  private func profiles(_ use: (Profiles) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kith-group-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try use(Profiles(container: folder, seal: seal))
  }

  private func kept(_ profiles: Profiles) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: profiles.container.path).sorted()
  }

  private func file(_ profiles: Profiles) -> URL { profiles.container.appendingPathComponent("profile") }

  @Test("looking makes nobody up, and begins nothing")
  func looking() throws {
    try profiles { profiles in
      #expect(profiles.current == nil)
      #expect(try kept(profiles).isEmpty)
      let begun = try profiles.begin()
      #expect(begun.name == nil && profiles.current == begun)
      #expect(profiles.existingStore(of: begun) == nil)
      #expect(try kept(profiles) == ["profile"])
      #expect(try profiles.begin() == begun)
      let store = try profiles.store(of: begun)
      #expect(profiles.existingStore(of: begun) == store)
    }
  }

  @Test("where a profile cannot be read now nobody takes its place")
  func unreadable() throws {
    try profiles { profiles in
      var ana = try profiles.begin()
      ana.name = "Ana"
      try profiles.keep(ana)
      _ = try profiles.store(of: ana)
      let aside = profiles.container.appendingPathComponent("aside")
      try FileManager.default.moveItem(at: file(profiles), to: aside)
      // There, and not to be read.
      try FileManager.default.createDirectory(at: file(profiles), withIntermediateDirectories: true)
      #expect(profiles.current == nil)
      #expect(throws: (any Error).self) { try profiles.begin() }
      #expect(try kept(profiles).count == 3)
      try FileManager.default.removeItem(at: file(profiles))
      try FileManager.default.moveItem(at: aside, to: file(profiles))
      #expect(try profiles.begin() == ana)
    }
  }

  @Test("whoever gets at the files reads nothing of who is a patient of whom")
  func sealed() throws {
    try profiles { profiles in
      var ana = try profiles.begin()
      (ana.name, ana.emergency, ana.telephones) = ("Ana Anônima", ["112"], ["030 555 0100"])
      try profiles.keep(ana)
      #expect(profiles.current == ana)
      let there = try Data(contentsOf: file(profiles))
      for word in ["Ana", "112", "030 555 0100", ana.id, "{"] { #expect(there.range(of: Data(word.utf8)) == nil) }
      // Control: so it would be found.
      let opened = try seal.open(there)
      #expect(opened.range(of: Data("030 555 0100".utf8)) != nil)
    }
  }

  @Test("where the seal's key is gone for good the store keeps its person, and for now nobody takes their place")
  func keyGone() throws {
    try profiles { profiles in
      var ana = try profiles.begin()
      ana.name = "Ana"
      try profiles.keep(ana)
      _ = try profiles.store(of: ana)
      seal.fails(.unavailable)
      #expect(profiles.current == nil)
      #expect(throws: KeyFailure.unavailable) { try profiles.begin() }
      seal.fails(nil)
      #expect(try profiles.begin() == ana)
      try seal.destroy()
      #expect(profiles.current == nil)
      let found = try profiles.begin()
      #expect(found.id == ana.id && found.name == "", "there is something to lock before")
      #expect(profiles.current == found, "sealed anew")
    }
  }

  @Test("a store without a profile keeps its person, behind the lock")
  func adopted() throws {
    try profiles { profiles in
      let lost = try profiles.begin()
      _ = try profiles.store(of: lost)
      for broken in [nil, Data("{".utf8)] {
        try FileManager.default.removeItem(at: file(profiles))
        try broken?.write(to: file(profiles))
        let found = try profiles.begin()
        #expect(found.id == lost.id)
        #expect(found.name == "", "there is something to lock before")
      }
    }
  }

  @Test("who begins anew keeps the language; only what nobody can open again is deleted")
  func startsOver() throws {
    try profiles { profiles in
      var first = try profiles.begin()
      first.language = "es"
      try profiles.keep(first)
      _ = try profiles.store(of: first)
      let second = try profiles.startOver(forGood: true)
      #expect(second.id != first.id && second.language == "es" && second.name == nil)
      #expect(profiles.current == second)
      #expect(try kept(profiles) == ["profile"])

      _ = try profiles.store(of: second)
      let third = try profiles.startOver(forGood: false)
      #expect(try kept(profiles) == ["aside-store-\(second.id)", "profile"])
      // What was set aside is nobody's any more.
      try FileManager.default.removeItem(at: file(profiles))
      let fourth = try profiles.begin()
      #expect(![first.id, second.id, third.id].contains(fourth.id))
    }
  }
}
