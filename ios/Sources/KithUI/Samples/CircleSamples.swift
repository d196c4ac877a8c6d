#if DEBUG
  import Foundation
  import KithKit

  extension Samples {
    private var own: CircleItem {
      CircleItem(id: "k1", title: cast.circle, mine: true, last: rows.last, unread: 1, toApprove: 1)
    }
    private var other: CircleItem { CircleItem(id: "k2", title: cast.otherCircle, last: rows[3], draft: cast.draft) }

    func inbox(_ connection: Connection? = nil) -> InboxState {
      InboxState(
        connection: connection ?? online,
        clinics: .ready([
          ClinicCircles(clinic: cast.clinic, circles: [own]),
          ClinicCircles(clinic: cast.hospice, circles: [other]),
        ]))
    }

    var inboxes: [Sample<InboxState>] {
      let busy = CircleItem(
        id: "k1", title: cast.circle, mine: true, last: alarm, unread: 12, waiting: 2, alarm: true)
      let signs = [
        busy, CircleItem(id: "k2", title: cast.otherCircle, standing: .waitingForPatient),
        CircleItem(
          id: "k3", title: "Aunt Vera", standing: .removed,
          last: .message(with(message(1, cast.nurse, now - 26 * Span.hour, cast.howAreYou)) { $0.clockOff = true })),
        CircleItem(id: "k4", title: "", standing: .rejoining),
        CircleItem(id: "k5", title: "", standing: .declined, invitation: "i1"),
      ]
      func at(_ clinic: ClinicCircles) -> InboxState { InboxState(connection: online, clinics: .ready([clinic])) }
      let start = at(ClinicCircles(clinic: cast.clinic, circles: [], mayStart: true))
      return [
        Sample("inbox", inbox()),
        Sample("inbox-loading", InboxState(connection: online, clinics: .loading)),
        Sample("inbox-empty", InboxState(connection: online, clinics: .ready([]))),
        Sample("inbox-error", InboxState(connection: online, clinics: .failed(.deviceFull))),
        Sample("inbox-offline", inbox(offline)),
        Sample(
          "inbox-partly-offline",
          InboxState(
            connection: with(offline) { $0.partly = true },
            clinics: .ready([
              ClinicCircles(clinic: cast.clinic, circles: [own]),
              ClinicCircles(clinic: cast.hospice, circles: [other], unreached: true),
            ]))),
        Sample("inbox-network-login", inbox(login)),
        Sample("inbox-proxy-login", inbox(proxyLogin)),
        Sample("inbox-clock-wrong", inbox(clockWrong)),
        Sample("inbox-full", inbox(full)),
        Sample("inbox-stopped", inbox(stopped)),
        Sample("inbox-signs", at(ClinicCircles(clinic: cast.clinic, circles: signs))),
        Sample("inbox-start", start),
        Sample("inbox-starting", with(start) { $0.starting = true }),
        Sample("inbox-problem", with(start) { $0.problem = .unexpected }),
      ] + attentiveInboxes
    }

    var members: [Member] {
      [
        Member(person: cast.patient, since: now - 30 * Span.day, reads: [.circle, .care]),
        Member(
          person: cast.daughter, since: now - 5 * Span.hour, reads: [.circle], removable: true, alone: Alone()),
        Member(
          person: cast.nurse, since: now - 29 * Span.day, reads: [.circle, .care], vouched: true,
          known: Known(checked: now - 28 * Span.day), removable: true, alone: Alone()),
      ]
    }

    /// The same, as someone sees them who is not the patient.
    private var others: CirclePeople {
      let seen = members.map { member in with(member) { ($0.removable, $0.alone) = (false, nil) } }
      return CirclePeople(whyNot: .notThePatient, members: seen)
    }

    func given(_ id: String, _ role: Role, _ stage: InvitationStage, relationship: String = "") -> GivenInvitation {
      GivenInvitation(id: id, role: role, relationship: relationship, expires: now + 3 * Span.day, stage: stage)
    }

    var answered: GivenInvitation {
      given(
        "i1", .proxy, .answered(.init(name: cast.proxy.name)), relationship: cast.proxy.relationship)
    }
    var open: GivenInvitation { given("i2", .coordinator, .open) }
    /// The daughter, as someone who would come in looks like her.
    func like(_ likeness: Likeness) -> Like {
      Like(id: cast.daughter.id, name: cast.daughter.name, likeness: likeness)
    }
    var alike: GivenInvitation {
      given("i7", .family, .answered(.init(name: cast.daughter.name, like: like(.inside))))
    }
    /// Someone else of that name, who waits as well.
    var alikeToo: GivenInvitation {
      given("i9", .family, .answered(.init(name: cast.daughter.name, like: like(.waiting))))
    }
    /// She, with another phone.
    var again: GivenInvitation {
      given(
        "i8", .family, .answered(.init(name: cast.daughter.name, like: like(.perhapsTheSame))),
        relationship: cast.daughter.relationship)
    }
    func staff(_ word: ClinicsWord) -> GivenInvitation {
      given("i-\(word)", .clinician, .answered(.init(name: "Kim Nobody", word: word)))
    }

    /// People whom one is not sure of.
    private var unsure: CirclePeople {
      let known = InvitationStage.Answered(name: "Kim Nobody", word: .vouches, known: Known(checked: now - Span.day))
      let old = now - 9 * Span.day
      func staff(_ id: String, _ stage: InvitationStage) -> GivenInvitation { given(id, .clinician, stage) }
      return CirclePeople(
        whyNot: nil,
        members: [
          members[0], Member(
            person: with(cast.nurse) { $0.doubt = .revoked }, since: now - 29 * Span.day, reads: [.circle, .care],
            removable: true, alone: Alone(whyNot: .notInRoom)),
          Member(
            person: with(cast.daughter) { $0.doubt = .otherKey }, since: now - Span.day, reads: [.circle],
            known: Known(doubt: .otherKey), removable: true, alone: Alone()),
        ],
        invitations: [
          staff("i3", .answered(with(known) { $0.known = Known(doubt: .different) })),
          staff("i5", .answered(with(known) { $0.asOf = old })),
          staff("i7", .answered(with(known) { $0.known = Known(doubt: .otherKey) })),
          staff("i9", .approved(name: "Kim Nobody", asOf: old)),
        ])
    }

    var people: PeopleState {
      PeopleState(
        title: cast.circle, connection: online,
        circle: .ready(CirclePeople(whyNot: nil, members: members, invitations: [answered, open])),
        telephone: cast.clinic.telephone)
    }

    var peoples: [Sample<PeopleState>] {
      func asking(_ name: String, _ question: Question, working: Bool = false) -> Sample<PeopleState> {
        Sample(name, with(people) { ($0.question, $0.working) = (question, working) })
      }
      let invitations = [
        staff(.vouches), staff(.revoked), with(open) { $0.stage = .expired },
        given("i6", .coordinator, .unsent), given("i9", .coordinator, .refused),
        given("i10", .coordinator, .spoiled),
        with(answered) { ($0.id, $0.stage) = ("i4", .approved(name: cast.proxy.name)) },
      ]
      func of(_ circle: CirclePeople) -> PeopleState { with(people) { $0.circle = .ready(circle) } }
      let daughter = given(
        "i1", .family, .answered(.init(name: cast.daughter.name)),
        relationship: cast.proxy.relationship)
      return [
        Sample("people", people),
        Sample("people-loading", with(people) { $0.circle = .loading }),
        Sample("people-error", with(people) { $0.circle = .failed(.notInCircle) }),
        Sample("people-alone", of(CirclePeople(whyNot: nil, members: Array(members.prefix(1))))),
        Sample(
          "people-not-mine-offline",
          with(of(others)) { $0.connection = offline }),
        Sample(
          "people-invitations",
          of(CirclePeople(whyNot: nil, members: Array(members.prefix(2)), invitations: invitations))),
        Sample(
          "people-look-alike",
          of(CirclePeople(whyNot: nil, members: members, invitations: [alike, alikeToo, again]))),
        Sample("people-unsure", of(unsure)),
        Sample("people-not-alone", of(notAlone)),
        Sample("people-revoked", of(with(others) { ($0.whyNot, $0.mine) = (.revoked, true) })),
        Sample(
          "people-strangers",
          of(
            CirclePeople(
              whyNot: nil, members: Array(members.prefix(1)),
              invitations: [staff(.nothing), staff(.otherRole), staff(.nameless)]))),
        asking("people-ask-anew", .startAnew),
        asking("people-ask-renew", .renew(invitation: again, old: like(.perhapsTheSame))),
        asking("people-ask-approve", .approve(answered)),
        asking("people-ask-approve-family", .approve(daughter)),
        asking("people-ask-approve-staff", .approve(staff(.vouches))),
        asking("people-ask-approve-other-key", .approve(unsure.invitations[2])),
        asking("people-ask-decline", .decline(answered)),
        asking("people-ask-take-back", .takeBack(open)),
        asking("people-ask-remove", .remove(cast.daughter)),
        asking("people-ask-go-on-without", .goOnWithout(cast.daughter)),
        asking("people-removing", .remove(cast.daughter), working: true),
        Sample("people-problem", with(people) { $0.problem = .noConnection }),
      ]
    }

    var number: NumberState {
      let groups = "48120 77035 91264 00518 36790 12845 66031 90477 25518 83906 41172 59380".split(separator: " ")
      let code = "KITH-NUMBER/1/" + String(repeating: "0F9A", count: 16)
      return NumberState(
        name: cast.nurse.name, number: .ready(PairNumber(groups: groups.map(String.init), code: code)))
    }

    var numbers: [Sample<NumberState>] {
      let same = with(number) {
        if case .ready(let pair) = $0.number { $0.number = .ready(with(pair) { $0.checked = now - Span.day }) }
        $0.compared = .same
      }
      let different = with(number) {
        if case .ready(let pair) = $0.number { $0.number = .ready(with(pair) { $0.different = true }) }
      }
      return [
        Sample("number", number),
        Sample("number-loading", with(number) { $0.number = .loading }),
        Sample("number-error", with(number) { $0.number = .failed(.notThere) }),
        Sample("number-problem", with(number) { ($0.name, $0.problem) = ("", .unexpected) }),
        Sample("number-same", same),
        Sample("number-different", with(different) { $0.compared = .different }),
        Sample("number-was-different", different),
        Sample("number-unseeing", with(number) { $0.sees = false }),
        Sample("number-unseeing-different", with(different) { ($0.sees, $0.compared) = (false, .different) }),
        Sample("number-not-of-kith", with(number) { $0.compared = .notOfKith }),
        Sample("number-comer", with(number) { ($0.name, $0.opposite) = (cast.daughter.name, .comer) }),
        Sample("number-patient", with(same) { ($0.name, $0.opposite) = ("", .patient) }),
        Sample("number-scan", with(number) { $0.camera = .ready }),
        Sample("number-scan-notallowed", with(number) { $0.camera = .notAllowed }),
      ]
    }

    var invitesChoosing: InviteState.Choosing {
      InviteState.Choosing(
        roles: [.family, .proxy, .clinician, .coordinator], role: .family, relationship: cast.daughter.relationship)
    }

    var invites: [Sample<InviteState>] {
      let made = InviteState.Made(
        link: link, role: .family, relationship: cast.daughter.relationship, expires: now + 7 * Span.day)
      return [
        Sample("invite", .choosing(invitesChoosing)),
        Sample("invite-nobody", .choosing(with(invitesChoosing) { ($0.role, $0.relationship) = (nil, "") })),
        Sample("invite-making", .choosing(with(invitesChoosing) { $0.making = true })),
        Sample("invite-error", .choosing(with(invitesChoosing) { $0.problem = .notAllowed })),
        Sample("invite-code", .made(made)),
        Sample("invite-code-copied", .made(with(made) { $0.copied = true })),
        Sample("invite-code-unsent", .made(with(made) { $0.unsent = true })),
      ]
    }
  }
#endif
