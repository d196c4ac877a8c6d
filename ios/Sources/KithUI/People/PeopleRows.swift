import KithKit
import KithStrings
import SwiftUI

/// Someone in the circle. Removing them asks first, and says what it means.
struct MemberRow: View {
  let member: Member
  let mayDecide: Bool
  let on: @MainActor (PeopleEvent) -> Void
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments

  private var removable: Bool { mayDecide && !member.person.me }

  var body: some View {
    VStack(alignment: .leading, spacing: 8) {
      PersonLine(person: member.person) {
        let all = member.reads.contains(.care)
        SignedLine(
          sign: all ? .check : .people, words: all ? strings.peopleReadsAll : strings.peopleReadsCircle,
          ink: .inkSoft)
        Text(strings.peopleSince(day: moments.day(member.since))).font(.small).foregroundStyle(.inkSoft)
      }
      if removable {
        Button(strings.peopleRemove(name: member.person.name)) { ask() }.buttonStyle(.quiet)
      }
    }
    .padding(.vertical, 8)
    .onPaper()
    .swipeActions(allowsFullSwipe: false) {
      if removable {
        Button(strings.peopleRemove(name: member.person.name), sign: .remove, role: .destructive) { ask() }
      }
    }
  }

  private func ask() { on(.ask(.remove(member.person))) }
}

/// Someone who said yes, and waits for the patient.
struct AnsweredRow: View {
  let invitation: GivenInvitation
  /// The clinic's own.
  let telephone: String?
  let on: @MainActor (PeopleEvent) -> Void
  @Environment(\.strings) private var strings

  var body: some View {
    if case .answered(let name, let vouched, let like) = invitation.stage {
      VStack(alignment: .leading, spacing: 12) {
        PersonLine(
          person: Person(
            id: invitation.id, name: name, role: invitation.role, relationship: invitation.relationship))
        said(vouched)
        if let like { resembling(like) }
        // Nobody gets in as staff for whom the clinic does not vouch: there is no yes to be offered, but the clinic's
        // own word to be asked for.
        if !invitation.role.isStaff || vouched {
          Button(strings.peopleApprove) { on(.ask(.approve(invitation))) }.buttonStyle(.main)
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
  @ViewBuilder private func resembling(_ like: Like) -> some View {
    let words =
      switch like.likeness {
      case .waiting: strings.peopleLikeWaiting(name: like.name)
      case .inside: strings.peopleLike(name: like.name)
      case .perhapsTheSame: strings.peopleSame(name: like.name)
      }
    SignedLine(sign: .alert, words: words, ink: .alarmInk, font: .body)
    if like.likeness == .perhapsTheSame {
      Button(strings.peopleRenew) { on(.ask(.renew(invitation: invitation, old: like))) }.buttonStyle(.other)
    }
  }

  /// What is known of them.
  @ViewBuilder private func said(_ vouched: Bool) -> some View {
    if !invitation.role.isStaff {
      SignedLine(sign: .info, words: strings.peopleTyped, font: .body)
    } else if vouched {
      SignedLine(sign: .check, words: strings.peopleVouched, font: .body)
    } else {
      SignedLine(sign: .alert, words: strings.peopleNotVouched, ink: .alarmInk, font: .body)
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
