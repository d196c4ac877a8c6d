import KithKit
import KithStrings
import SwiftUI

/// `ready` once the content is here; until then a word, or what went wrong and the one thing to do.
struct Whole<Value: Sendable & Equatable, Ready: View>: View {
  let content: Content<Value>
  let resolve: @MainActor (Remedy) -> Void
  @ViewBuilder let ready: (Value) -> Ready
  @Environment(\.strings) private var strings

  var body: some View {
    switch content {
    case .loading: Middle { ProgressView(strings.stateLoading).font(.heading) }
    case .failed(let problem): failed(problem)
    case .ready(let value): ready(value)
    }
  }

  private func failed(_ problem: Problem) -> some View {
    Middle {
      SignView(sign: .alert).font(.largeTitle).foregroundStyle(.alarmInk)
      if let title = strings.title(problem) { Text(title).heading().multilineTextAlignment(.center) }
      Text(strings.sentence(problem)).multilineTextAlignment(.center)
      // Where there is nothing else on the screen, taking note is not enough: it leads back.
      RemedyButtons(problem: problem, instead: .goBack, resolve: resolve)
    }
    .announced(strings.sentence(problem))
  }
}

/// A few words and what to do, in the middle of what is left of the screen; it scrolls where letters are large.
struct Middle<Content: View>: View {
  @ViewBuilder let content: () -> Content

  var body: some View {
    ViewThatFits(in: .vertical) {
      stack
      ScrollView { stack }
    }
    .frame(maxWidth: .infinity, maxHeight: .infinity)
    .background(.ground)
  }

  private var stack: some View {
    VStack(spacing: 16, content: content).foregroundStyle(.ink).padding(24).readable(480)
  }
}

/// Nothing is here yet, and that is all right.
struct Nothing<Actions: View>: View {
  let title: String
  let words: String
  @ViewBuilder let actions: () -> Actions

  var body: some View {
    Middle {
      Text(title).heading().multilineTextAlignment(.center)
      Text(words).foregroundStyle(.inkSoft).multilineTextAlignment(.center)
      actions()
    }
  }
}

extension Nothing where Actions == EmptyView {
  init(title: String, words: String) { self.init(title: title, words: words, actions: EmptyView.init) }
}

/// What the last thing that was tried ran into, and the one thing to do; stands where it was tried.
struct ProblemNote: View {
  let problem: Problem
  let resolve: @MainActor (Remedy) -> Void
  @Environment(\.strings) private var strings

  /// What passes by itself frightens nobody.
  private var passes: Bool { problem.remedy == .tryAgain }

  var body: some View {
    Card(ground: passes ? .notice : .alarm) {
      let ink: Tone = passes ? .noticeInk : .alarmInk
      if let title = strings.title(problem) {
        SignedLine(sign: .alert, words: title, ink: ink, font: .strong)
        Text(strings.sentence(problem)).foregroundStyle(ink)
      } else {
        SignedLine(sign: .alert, words: strings.sentence(problem), ink: ink, font: .body)
      }
      RemedyButtons(problem: problem, weight: .other, resolve: resolve)
    }
    .announced(strings.sentence(problem))
  }
}

/// What to do about a problem: `instead` of only taking note, where that leads nowhere.
struct RemedyButtons: View {
  let problem: Problem
  var weight = WeightedButtonStyle.Weight.main
  var instead = Remedy.understood
  let resolve: @MainActor (Remedy) -> Void
  @Environment(\.strings) private var strings

  private var way: Remedy { problem.remedy == .understood ? instead : problem.remedy }

  var body: some View {
    Button(strings.remedy(way)) { resolve(way) }.buttonStyle(WeightedButtonStyle(weight: weight))
    // Whoever has made room comes back and tries again.
    if way == .freeSpace {
      Button(strings.remedy(.tryAgain)) { resolve(.tryAgain) }.buttonStyle(.other)
    }
  }
}

/// A page that scrolls, in the middle of a wide window.
struct Page<Content: View>: View {
  var spacing: CGFloat = 20
  @ViewBuilder let content: () -> Content

  var body: some View {
    ScrollView {
      VStack(alignment: .leading, spacing: spacing, content: content)
        .foregroundStyle(.ink)
        .padding(.horizontal, 24)
        .padding(.top, 8)
        .padding(.bottom, 32)
        .readable()
    }
    .scrollDismissesKeyboard(.interactively)
    .background(.ground)
  }
}

/// What can be done, at the foot of a page, near the thumb.
struct Foot<Content: View>: View {
  @ViewBuilder let content: () -> Content

  var body: some View {
    VStack(spacing: 12, content: content)
      .padding(.horizontal, 24)
      .padding(.vertical, 16)
      .readable()
      .background(.ground)
  }
}
