import KithCore
import KithKit
import KithTown
import Testing

/// Who is in a circle, who is put out, who tries to get in; and the door of the device.
@MainActor
struct CircleTests {
  @Test("who is invited by a link made on the screen comes in, and goes when she is removed")
  func invitedAndRemoved() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      let ana = try await town.resident("Ana")
      let ways = Ways()
      let circle = try await marta.circle().id
      let invite = InviteModel(client: marta.client, circle: circle, go: ways.go)
      invite.onEvent(.roleChosen(.family))
      invite.onEvent(.relationshipChanged("daughter "))
      invite.onEvent(.make)
      let made = try #require(try await becomes("a link", { invite.state }) { $0.made != nil }.made)
      #expect(made.relationship == "daughter")
      invite.onEvent(.share(text: "words \(made.link)"))
      #expect(try await ways.leads() == .share(text: "words \(made.link)"))
      try await marta.syncs()
      try await ana.redeems(made.link)
      try await marta.approves()
      try await ana.seesInbox("the circle") { !$0.circles.isEmpty }

      let people = PeopleModel(client: marta.client, circle: circle, go: ways.go)
      let both = try await becomes("Ana", { people.state }) { $0.person("Ana") != nil }
      let question = Question.remove(try #require(both.person("Ana")))
      people.onEvent(.ask(question))
      people.onEvent(.confirm(question))
      try await becomes("nobody but Marta", { people.state }) { $0.names == ["Marta"] && !$0.working }
      let inbox = InboxModel(client: ana.client, title: { $0 }, go: ways.go)
      try await becomes("removed", { inbox.state }) { $0.circles.first?.standing == .removed }

      // She can read what was there, and is told why she cannot write.
      let chat = ChatModel(client: ana.client, circle: circle, go: ways.go)
      try await becomes("what was there", { chat.state }) { $0.standing == .removed }
      chat.onEvent(.draftChanged(text: "Mamma?"))
      chat.onEvent(.send())
      let told = try await becomes("a problem", { chat.state }) { $0.problem != nil }
      #expect(told.problem == .notInCircle)
    }
  }

  @Test("a circle that the patient starts anew goes on with the same people")
  func startedAnew() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      let ana = try await town.resident("Ana")
      try await ana.redeems(try await marta.invites(.family, "daughter"))
      try await marta.approves()
      try await ana.seesInbox("the circle") { !$0.circles.isEmpty }
      let people = PeopleModel(client: marta.client, circle: try await marta.circle().id, go: Ways().go)
      try await becomes("Ana", { people.state }) { $0.person("Ana") != nil }
      people.onEvent(.ask(.startAnew))
      people.onEvent(.confirm(.startAnew))
      try await becomes("done", { people.state }) { $0.question == nil && !$0.working }
      try await marta.syncs()
      let chat = ChatModel(client: ana.client, circle: try await ana.circle().id, go: Ways().go)
      try await becomes("that it goes on anew", { chat.state }) { state in
        state.timeline.value?.rows.contains { row in
          if case .notice(let notice) = row { notice.kind == .anew } else { false }
        } == true
      }
      try await becomes("both of them", { people.state }) { $0.person("Ana") != nil }
    }
  }

  @Test("a link that was lost is given out anew, and the old one says so")
  func reissued() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      let lost = try await marta.invites(.family, "daughter")
      let circle = try await marta.circle().id
      let people = PeopleModel(client: marta.client, circle: circle, go: Ways().go)
      let open = try await becomes("the invitation", { people.state }) { $0.circle.value?.invitations.count == 1 }
      let given = try #require(open.circle.value?.invitations.first)
      #expect(given.stage == .open)
      let invite = InviteModel(client: marta.client, circle: circle, again: given.id, go: Ways().go)
      try await becomes("a new link", { invite.state }) { $0.made != nil }
      try await marta.syncs()
      let ana = try await town.resident("Ana")
      let consent = try await ConsentModel.open(client: ana.client, link: lost, go: Ways().go)
      consent.onEvent(.nameChanged("Ana"))
      consent.onEvent(.agree)
      try await becomes("replaced", { consent.state }) { $0.problem == .linkReplaced }
    }
  }

  @Test("a link made without a network says that it does not work yet, and then does")
  func unsent() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      let ana = try await town.resident("Ana")
      let circle = try await marta.circle().id
      try await marta.syncs()
      let people = PeopleModel(client: marta.client, circle: circle, go: Ways().go)
      await town.relay.stop()
      let invite = InviteModel(client: marta.client, circle: circle, go: Ways().go)
      invite.onEvent(.roleChosen(.family))
      invite.onEvent(.make)
      try await becomes("unsent", { invite.state }) { $0.made?.unsent == true }
      try await becomes("unsent", { people.state }) { $0.stages == [.unsent] }

      try await town.relay.serve()
      marta.client.tryAgain()
      let made = try await becomes("sent", { invite.state }) { $0.made?.unsent == false }
      try await becomes("open", { people.state }) { $0.stages == [.open] }
      try await ana.redeems(try #require(made.made).link)
      try await marta.approves()
      try await ana.seesInbox("the circle") { !$0.circles.isEmpty }
      // Who is in is among the people, and not among the invited any more.
      try await becomes("in", { people.state }) { $0.person("Ana") != nil && $0.stages.isEmpty }
    }
  }

  @Test("a stranger whom a patched client adds is refused, and the patient is told")
  func intruder() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      let ana = try await PatchedClient("Ana", home: town.home.appendingPathComponent("patched"))
      await ana.types("join \(try await marta.invites(.family, "daughter"))")
      try await marta.approves()
      // In when the relay has handed over what lets her in.
      try await marta.syncs()
      await ana.types("sync")
      let chat = ChatModel(client: marta.client, circle: try await marta.circle().id, go: Ways().go)
      let said = await ana.types("attack stranger")
      let state = try await becomes("an alarm, after “\(said)”", { chat.state }) { $0.alarm != nil }
      let alarm = try #require(state.alarm)
      #expect(alarm.refusal == .strangerAdded)
      #expect(alarm.by?.name == "Ana")
      #expect(state.people == 2, "nobody got in")
      try await marta.seesInbox("the alarm") { $0.circles.first?.alarm == true }
      chat.onEvent(.seen(rowId: alarm.id))
      try await marta.seesInbox("that it was seen") { $0.circles.first?.alarm == false }
    }
  }

  @Test("new keys are said to be there when the others have heard of them, and to wait while there is no network")
  func newKeys() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      try await marta.syncs()
      await town.relay.stop()
      let settings = SettingsModel(client: marta.client, spoken: .english, version: "0.1.0", go: Ways().go)
      try await becomes("settings", { settings.state }) { $0.settings.value != nil }
      settings.onEvent(.renewKeys)
      let waits = try await becomes("waiting", { settings.state }) { $0.settings.value?.keys.waiting == true }
      #expect(waits.settings.value?.keys.renewedAt == nil && waits.problem == nil)
      try await town.relay.serve()
      marta.client.tryAgain()
      let made = try await becomes("new keys", { settings.state }) { $0.settings.value?.keys.renewedAt != nil }
      #expect(made.settings.value?.keys.waiting == false && made.settings.value?.keys.renewing == false)
    }
  }

  @Test("the door opens for the right person, and says why it does not")
  func door() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      let ways = Ways()
      let settings = SettingsModel(client: marta.client, spoken: .english, version: "0.1.0", go: ways.go)
      let read = try await becomes("settings", { settings.state }) { $0.settings.value != nil }
      let there = try #require(read.settings.value?.enrolments.first)
      #expect(there.name == "Marta" && there.clinic.name == "Riverside Clinic" && !there.fingerprint.isEmpty)
      #expect(read.settings.value?.lockAfter == .oneMinute)
      settings.onEvent(.lockAfterChosen(.fiveMinutes))
      try await becomes("five minutes", { settings.state }) { $0.settings.value?.lockAfter == .fiveMinutes }
      settings.onEvent(.renewKeys)
      try await becomes("new keys", { settings.state }) { $0.settings.value?.keys.renewedAt != nil }
      #expect(settings.state.settings.value?.keys.renewing == false)
      settings.onEvent(.lockNow)
      #expect(try await ways.leads() == .toLock)

      let someone = LockedPerson(id: "marta", name: "Marta")
      let answer = Answer()
      let lock = LockModel(
        people: [someone], emergency: ["112"],
        open: { _, recognised in
          if let error = answer.error { throw error }
          recognised()
          try await marta.client.unlock(vault: marta.vault)
        }, go: ways.go)
      for (code, phase) in [
        (KithError.Unlock(code: "vault.denied"), LockPhase.notRecognised),
        (.Unlock(code: "vault.no-device-lock"), .noDeviceLock), (.GetHelp(code: "vault.key-lost"), .keyLost),
        // Only a key that is gone is said to be gone: all else may be had again.
        (.GetHelp(code: "store.damaged"), .failed(.damaged)), (.GetHelp(code: "store.codec"), .failed(.damaged)),
        (.GetHelp(code: "store.wrong-key"), .failed(.damaged)), (.GetHelp(code: "vault.unreadable"), .failed(.damaged)),
        (.UpdateApp(code: "store.newer"), .failed(.updateNeeded)),
        (.FreeSpace(code: "store.disk-full"), .failed(.deviceFull)),
        (.Retry(code: "vault.unavailable"), .failed(.unexpected)), (.Internal(code: "panic"), .failed(.unexpected)),
      ] {
        answer.error = code
        lock.onEvent(.choose(personId: "marta"))
        lock.onEvent(.open(personId: "marta"))
        try await becomes("\(phase)", { lock.state }) { $0.phase == phase }
      }
      // Whoever comes back from where a remedy leads can try the door again; where room was made, from where it was said.
      for (code, way, then) in [
        (KithError.UpdateApp(code: "store.newer"), Go.toUpdate, LockPhase.closed),
        (.FreeSpace(code: "store.disk-full"), .toDeviceSettings(forSpace: true), .failed(.deviceFull)),
      ] {
        answer.error = code
        lock.onEvent(.open(personId: "marta"))
        let failed = try await becomes("a problem", { lock.state }) {
          if case .failed = $0.phase { true } else { false }
        }
        guard case .failed(let problem) = failed.phase else { throw DidNotCome("a problem") }
        lock.onEvent(.resolve(problem.remedy))
        #expect(try await ways.leads() == way)
        #expect(lock.state.phase == then)
      }
      answer.error = nil
      lock.onEvent(.resolve(.tryAgain))
      #expect(try await ways.leads() == .opened(someone))
      #expect(try await marta.circle().title == "Marta's circle")
      #expect(try await marta.client.settings().lockAfterMs == 300_000)
    }
  }
}

/// What the device answers who stands at its door.
@MainActor
private final class Answer {
  var error: KithError?
}
