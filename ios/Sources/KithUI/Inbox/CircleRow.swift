import KithKit
import KithStrings
import SwiftUI

/// A circle in the list: a touch opens it, a swipe leads to those who wait for a yes.
struct CircleRow: View {
  let circle: CircleItem
  let on: @MainActor (InboxEvent) -> Void
  @Environment(\.strings) private var strings

  var body: some View {
    VStack(alignment: .leading, spacing: 12) {
      Button {
        on(.open(circleId: circle.id))
      } label: {
        Beside(spacing: 14) {
          CircleMark(circle: circle)
          words
        }
        .contentShape(Rectangle())
      }
      .buttonStyle(.plain)
      .accessibilityElement(children: .combine)
      .contextMenu { actions }
      if circle.toApprove > 0 {
        Button(strings.inboxToApprove(count: circle.toApprove), sign: .person) { openPeople() }
          .buttonStyle(.main)
      }
      if let patient = circle.patient, circle.standing == .waitingForPatient {
        Button(strings.peopleCompare) { on(.compare(circleId: circle.id, patientId: patient)) }.buttonStyle(.other)
      }
      if let invitation = circle.invitation, circle.standing != .waitingForPatient {
        Button(strings.inboxForget) { on(.forget(invitationId: invitation)) }.buttonStyle(.other)
      }
    }
    .padding(.vertical, 8)
    .onPaper()
    .swipeActions(edge: .leading) {
      Button(strings.peopleTitle, sign: .people) { openPeople() }
    }
    .swipeActions(allowsFullSwipe: false) { actions }
  }

  /// What can be set for a circle that one is or was in.
  @ViewBuilder private var actions: some View {
    if circle.invitation == nil {
      if circle.unread == 0 && !circle.markedUnread {
        Button(strings.inboxMarkUnread, sign: .unread) { on(.markUnread(circleId: circle.id)) }
      }
      Button(circle.muted ? strings.inboxUnmute : strings.inboxMute, sign: circle.muted ? .bell : .mute) {
        on(.setMuted(circleId: circle.id, muted: !circle.muted))
      }
    }
  }

  private func openPeople() { on(.openPeople(circleId: circle.id)) }

  private var words: some View {
    VStack(alignment: .leading, spacing: 4) {
      if !circle.title.isEmpty { Text(circle.title).font(.strong).lineLimit(2) }
      if circle.mine { Text(strings.inboxMine).font(.smallStrong).foregroundStyle(.accent) }
      LastLine(last: circle.last)
      CircleSigns(circle: circle)
    }
    .foregroundStyle(.ink)
    .multilineTextAlignment(.leading)
    .frame(maxWidth: .infinity, alignment: .leading)
  }
}

/// The newest row, in two lines at most: it goes on in the circle.
private struct LastLine: View {
  let last: ChatRow?
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments

  var body: some View {
    Group {
      if let last {
        if let message = last.message, message.audience != .circle {
          SignedLine(sign: .lock, words: strings.line(last), ink: .careInk, font: .body)
        } else {
          Text(strings.line(last)).lineLimit(2)
        }
        Text([strings.lately(last, moments), arrival].compactMap { $0 }.joined(separator: " · ")).font(.small)
      } else {
        Text(strings.inboxNoMessages)
      }
    }
    .foregroundStyle(.inkSoft)
  }

  /// Where the sender's clock is wrong: that this is when it came.
  private var arrival: String? { last?.message?.clockOff == true ? strings.chatClockOff : nil }
}

/// What needs to be known of a circle, each by a sign and words.
private struct CircleSigns: View {
  let circle: CircleItem
  @Environment(\.strings) private var strings

  var body: some View {
    if circle.alarm { SignedLine(sign: .alert, words: strings.inboxAlarm, ink: .alarmInk, font: .smallStrong) }
    if circle.unread > 0 {
      Text(strings.inboxUnread(count: circle.unread))
        .font(.smallStrong)
        .foregroundStyle(.onAccent)
        .padding(.horizontal, 10)
        .padding(.vertical, 2)
        .background(.accent, in: rounded)
    } else if circle.markedUnread {
      SignedLine(sign: .unread, words: strings.inboxMarkedUnread, ink: .accent, font: .smallStrong)
    }
    if circle.muted { SignedLine(sign: .mute, words: strings.inboxMuted, ink: .inkSoft) }
    if circle.waiting > 0 {
      SignedLine(
        sign: .clock, words: strings.inboxWaiting(count: circle.waiting), ink: .noticeInk, font: .smallStrong)
    }
    if !circle.draft.isBlank {
      SignedLine(sign: .pen, words: draft).lineLimit(2)
    }
    if let standing = strings.standingInBrief(circle.standing) {
      SignedLine(sign: .info, words: standing, ink: .noticeInk, font: .smallStrong)
    }
  }

  /// How words begin that were not sent; of those for the clinic only, only that there are some.
  private var draft: String {
    if circle.draftAudience == .pair { return strings.inboxDraftPair }
    guard circle.draftAudience == .circle else { return strings.inboxDraftPrivate }
    return strings.inboxDraft(text: String(circle.draft.prefix { !$0.isNewline }.prefix(60)))
  }
}

/// The first letter of a circle; filled where the circle is one’s own, which words say too.
private struct CircleMark: View {
  let circle: CircleItem
  @ScaledMetric(relativeTo: .body) private var size: CGFloat = 48

  var body: some View {
    let side = min(size, 72)
    Text(circle.title.prefix(1).uppercased())
      .font(.strong)
      .foregroundStyle(circle.mine ? .onAccent : .ink)
      .frame(width: side, height: side)
      .background { Circle().fill(circle.mine ? .accent : .mine) }
      .accessibilityHidden(true)
  }
}
