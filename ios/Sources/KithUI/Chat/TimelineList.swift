import KithKit
import KithStrings
import SwiftUI

/// A window of the timeline. It asks for the neighbouring page when the window's edge is near; what is read stays where
/// it is while the window moves, since the position is an item's id.
struct TimelineList: View {
  let timeline: Timeline
  let clinic: Clinic?
  let on: @MainActor (ChatEvent) -> Void
  @Environment(\.strings) private var strings
  @Environment(\.moments) private var moments
  @State private var position: TimelineItem.ID?
  /// Whether the newest row was asked for, which may be beyond the window.
  @State private var toNewest = false
  /// What was told last: nothing is told twice.
  @State private var told: [ChatEvent] = []
  @Environment(\.scenePhase) private var phase
  @State private var known = KnownWindow()

  var body: some View {
    let window = known.window(of: timeline, moments.calendar)
    ScrollViewReader { proxy in
      ScrollView {
        LazyVStack(spacing: 0) {
          if timeline.hasOlder { older }
          ForEach(window.items) { item($0, window).readable(800) }
        }
        .scrollTargetLayout()
        .padding(.horizontal, 16)
        .padding(.vertical, 8)
      }
      .defaultScrollAnchor(.bottom)
      .scrollPosition(id: $position, anchor: .bottom)
      .scrollDismissesKeyboard(.interactively)
      .onAppear {
        show(window.start, by: proxy)
        tell(window)
      }
      // Whoever goes where they were before goes there again.
      .onChange(of: timeline.turn) { if timeline.target != nil { show(window.start, by: proxy) } }
      .onChange(of: position) { tell(window) }
      .onChange(of: phase) { tell(window) }
      .onChange(of: window) { before, now in
        if now.follows(readingAt: position, before: before) || toNewest && !now.timeline.hasNewer {
          position = now.newest
          toNewest = false
        }
        tell(now)
      }
    }
    .overlay(alignment: .bottom) { if !window.isAtFoot(position) { jump(window) } }
  }

  private func show(_ start: TimelineItem.ID?, by proxy: ScrollViewProxy) {
    if let start { proxy.scrollTo(start, anchor: .center) }
  }

  /// Says what was on the screen, while the person can see it, and asks for pages. Until they scroll, they read where
  /// it began.
  private func tell(_ window: TimelineWindow) {
    guard phase == .active else { return }
    let events = window.events(readingAt: position ?? window.firstSeen)
    for event in events where !told.contains(event) { on(event) }
    told = events
  }

  private var older: some View {
    Text(strings.chatOlder).font(.small).foregroundStyle(.inkSoft).padding(16)
  }

  @ViewBuilder private func item(_ item: TimelineItem, _ window: TimelineWindow) -> some View {
    switch item {
    case .day(let date, _): DayLine(date: date, on: on)
    case .unreadMark(let count): UnreadLine(count: count)
    case .row(.message(let message), let first):
      MessageRow(
        message: message, isFirst: first, isMarked: message.id == timeline.target,
        saysReached: message.id == timeline.reachedRow, undoes: message.id == window.ownNewest, on: on)
    case .row(.deleted(let deleted), _): DeletedRow(row: deleted)
    case .row(.notice(let notice), _): NoticeRow(notice: notice, on: on)
    case .row(.alarm(let alarm), _): AlarmRow(alarm: alarm, clinic: clinic, on: on)
    }
  }

  private func jump(_ window: TimelineWindow) -> some View {
    Button {
      if timeline.hasNewer { toNewest = true } else { position = window.newest }
      on(.jumpToNewest)
    } label: {
      Label(strings.chatJump, sign: .down)
        .font(.smallStrong)
        .foregroundStyle(.accent)
        .padding(.horizontal, 18)
        .padding(.vertical, 8)
        .frame(minHeight: 48)
        .background(.surface, in: rounded)
        .overlay { rounded.strokeBorder(.accent, lineWidth: 2) }
        .contentShape(rounded)
    }
    .buttonStyle(.plain)
    .padding(12)
  }
}
