import KithKit
import KithStrings
import SwiftUI

/// Someone in the circle. Removing them asks first, and says what it means.
struct MemberRow: View {
  let member: Member
  let on: @MainActor (PeopleEvent) -> Void
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments

  var body: some View {
    VStack(alignment: .leading, spacing: 8) {
      PersonLine(person: member.person) {
        let all = member.reads.contains(.care)
        SignedLine(
          sign: all ? .check : .people, words: all ? strings.peopleReadsAll : strings.peopleReadsCircle,
          ink: .inkSoft)
        Text(strings.peopleSince(day: moments.day(member.since))).font(.small).foregroundStyle(.inkSoft)
      }
      if member.person.role.isStaff { speaks }
      if !member.person.me {
        KnownLines(known: member.known)
        CompareButton(id: member.person.id, name: member.person.name, opposite: .inside, on: on)
      }
      if let alone = member.alone { talk(alone) }
      if member.removable {
        Button(strings.peopleRemove(name: member.person.name)) { ask() }.buttonStyle(.quiet)
      }
    }
    .padding(.vertical, 8)
    .onPaper()
    .swipeActions(allowsFullSwipe: false) {
      if member.removable {
        Button(strings.peopleRemove(name: member.person.name), sign: .remove, role: .destructive) { ask() }
      }
    }
  }

  /// Leads to the conversation of the two.
  @ViewBuilder private func talk(_ alone: Alone) -> some View {
    let name = member.person.name
    if alone.whyNot == nil {
      Button(strings.peopleTalkAlone(name: name), sign: .write) { on(.talkAlone(personId: member.person.id)) }
        .buttonStyle(.other)
    } else {
      SignedLine(sign: .info, words: strings.peopleNotAlone(name: name), ink: .inkSoft)
    }
  }

  private func ask() { on(.ask(.remove(member.person))) }

  /// Whether the clinic speaks for one of its staff.
  @ViewBuilder private var speaks: some View {
    if member.vouched {
      SignedLine(sign: .check, words: strings.peopleVouched, ink: .inkSoft)
    } else {
      SignedLine(sign: .alert, words: strings.peopleRevoked, ink: .alarmInk, font: .body)
    }
  }
}

/// What is known of someone's number.
private struct KnownLines: View {
  let known: Known
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments

  var body: some View {
    if let checked = known.checked {
      SignedLine(sign: .check, words: strings.peopleChecked(day: moments.day(checked)), ink: .accent)
    }
    DoubtLine(doubt: known.doubt)
  }
}

/// What stands against taking someone for whom they are called; of staff the clinic's own word is beside it.
struct DoubtLine: View {
  let doubt: Doubt?
  @Environment(\.strings) private var strings

  var body: some View {
    switch doubt {
    case .otherKey: line(strings.peopleOtherKey)
    case .different: line(strings.peopleDifferent)
    case .revoked, nil: EmptyView()
    }
  }

  private func line(_ words: String) -> some View {
    SignedLine(sign: .alert, words: words, ink: .alarmInk, font: .body)
  }
}

private struct CompareButton: View {
  let id: String
  let name: String
  let opposite: Opposite
  var weight = WeightedButtonStyle.Weight.other
  let on: @MainActor (PeopleEvent) -> Void
  @Environment(\.strings) private var strings

  var body: some View {
    Button(strings.peopleCompare) { on(.compare(personId: id, name: name, opposite: opposite)) }
      .buttonStyle(WeightedButtonStyle(weight: weight))
  }
}

/// Someone who said yes, and waits for the patient.
struct AnsweredRow: View {
  let invitation: GivenInvitation
  /// The clinic's own.
  let telephone: String?
  let on: @MainActor (PeopleEvent) -> Void
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments

  var body: some View {
    if case .answered(let answer) = invitation.stage {
      VStack(alignment: .leading, spacing: 12) {
        PersonLine(
          person: Person(
            id: invitation.id, name: answer.name.isEmpty ? strings.chatSomeone : answer.name, role: invitation.role,
            relationship: invitation.relationship))
        said(answer)
        if let asOf = answer.asOf {
          SignedLine(sign: .info, words: strings.peopleOld(day: moments.day(asOf)), font: .body)
        }
        KnownLines(known: answer.known)
        // Another device under a name that was checked, or another number: comparing comes first.
        let isDoubted = answer.known.doubt != nil
        CompareButton(
          id: answer.id, name: answer.name, opposite: .comer, weight: isDoubted ? .main : .other, on: on)
        if let like = answer.like { resembling(like, waits: answer.asOf != nil) }
        // Nobody gets in as staff for whom the clinic does not vouch: there is no yes to be offered, but the clinic's
        // own word to be asked for.
        if !invitation.role.isStaff || answer.word == .vouches {
          Button(strings.peopleApprove) { on(.ask(.approve(invitation))) }
            .buttonStyle(WeightedButtonStyle(weight: isDoubted ? .other : .main))
        } else {
          CallTheClinic(number: telephone) { on(.call(number: $0)) }
        }
        Button(strings.peopleDecline) { on(.ask(.decline(invitation))) }.buttonStyle(.other)
      }
      .padding(.vertical, 8)
      .onPaper(.notice)
    }
  }

  /// Someone has such a name: another one, or the same with a new phone, which only the patient can know.
  @ViewBuilder private func resembling(_ like: Like, waits: Bool) -> some View {
    let words =
      switch like.likeness {
      case .waiting: strings.peopleLikeWaiting(name: like.name)
      case .inside: strings.peopleLike(name: like.name)
      case .perhapsTheSame: strings.peopleSame(name: like.name)
      }
    SignedLine(sign: .alert, words: words, ink: .alarmInk, font: .body)
    // While the new one would have to wait, the old one stays.
    if like.likeness == .perhapsTheSame && !waits {
      Button(strings.peopleRenew) { on(.ask(.renew(invitation: invitation, old: like))) }.buttonStyle(.other)
    }
  }

  /// What is known of them.
  @ViewBuilder private func said(_ answer: InvitationStage.Answered) -> some View {
    if !invitation.role.isStaff {
      SignedLine(sign: .info, words: strings.peopleTyped, font: .body)
    } else if answer.word == .vouches {
      SignedLine(sign: .check, words: strings.peopleNamed, font: .body)
    } else {
      SignedLine(sign: .alert, words: strings.refused(answer.word), ink: .alarmInk, font: .body)
    }
  }
}

/// Someone who was asked and has not answered, or is being let in.
struct InvitedRow: View {
  let invitation: GivenInvitation
  let on: @MainActor (PeopleEvent) -> Void
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments

  var body: some View {
    VStack(alignment: .leading, spacing: 12) {
      Text(strings.role(invitation.role, relationship: invitation.relationship, mine: true)).font(.strong)
      Text(strings.stage(invitation, moments))
      if case .approved(_, let asOf?) = invitation.stage { Text(strings.peopleOld(day: moments.day(asOf))) }
      if isUnanswered {
        Button(strings.peopleReissue, sign: .again) { on(.reissue(invitationId: invitation.id)) }
          .buttonStyle(.other)
        Button(strings.peopleTakeBack) { on(.ask(.takeBack(invitation))) }.buttonStyle(.quiet)
      }
    }
    .padding(.vertical, 8)
    .onPaper()
  }

  /// What can be taken back, or given out anew.
  private var isUnanswered: Bool { [.open, .unsent, .expired, .refused, .spoiled].contains(invitation.stage) }
}
