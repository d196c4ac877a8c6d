import KithKit
import KithStrings
import SwiftUI
import XCTest

@testable import KithUI

#if os(Linux)
  /// Every state of every screen is walked as a screen reader would, through the stand-in: nothing traps, everything that
  /// can be pressed has a name, and nothing is said in another language. What is drawn is for a Mac to show.
  @MainActor
  final class ScreensTests: XCTestCase {
    private let languages: [Language] = [.english, .spanish, .arabic]

    func testEveryStateOfEveryScreenInEveryLanguageSaysSomething() async {
      for language in languages {
        let samples = Samples(language: language)
        let pictures = Picture.all(samples)
        XCTAssertEqual(Set(pictures.map(\.name)).count, pictures.count)
        XCTAssertGreaterThan(pictures.count, 75)
        for picture in pictures {
          for large in [false, true] {
            let view = picture.view.dynamicTypeSize(large ? .accessibility5 : .large)
            check(outline(view, samples), "\(picture.name) \(language.tag) \(large)")
          }
        }
      }
    }

    private func check(_ elements: [StandIn.Element], _ name: String) {
      XCTAssertFalse(elements.isEmpty, name)
      for element in elements + elements.flatMap(\.actions) {
        // What is only a picture is either hidden or named.
        XCTAssertFalse(element.kind == .image && element.words.isEmpty, "\(name): a picture without words")
        if element.kind != .text { XCTAssertFalse(element.words.isBlank, "\(name): \(element.kind) without a name") }
        XCTAssertNil(element.words.firstMatch(of: /^[a-z]+\.[a-z]/), "\(name): \(element.words)")
      }
    }

    func testThePreviewsAreWalkedToo() async {
      XCTAssertFalse(StandIn.outline(of: ChatPreviews.previews).isEmpty)
      XCTAssertFalse(StandIn.outline(of: LookPreviews.previews).isEmpty)
    }

    func testEveryProblemHasItsOneButton() async {
      for problem in Problem.allCases {
        var resolved: [Remedy] = []
        let state = with(Samples.english.chat()) { $0.problem = problem }
        let said = outline(ChatView(state: state) { if case .resolve(let remedy) = $0 { resolved.append(remedy) } })
        XCTAssertNotNil(said.named(Strings("en").sentence(problem)), "\(problem)")
        said.named(Strings("en").remedy(problem.remedy))?.press?()
        XCTAssertEqual(resolved, [problem.remedy])
      }
    }

    /// Where there is nothing else on the screen, taking note is not enough.
    func testAFailedScreenAlwaysLeadsSomewhere() async {
      var resolved: [Remedy] = []
      let state = PeopleState(title: "", connection: Connection(), circle: .failed(.notAllowed))
      let said = outline(PeopleView(state: state) { if case .resolve(let remedy) = $0 { resolved.append(remedy) } })
      said.named("Go back")?.press?()
      XCTAssertEqual(resolved, [.goBack])
    }

    func testWhereToCallIsAlwaysThere() async {
      for sample in Samples.english.chats {
        var called: [ChatEvent] = []
        let said = outline(ChatView(state: sample.state) { called.append($0) })
        said.named("Not for emergencies – call 112")?.press?()
        XCTAssertEqual(called, [.call(number: "112")], sample.id)
      }
    }
  }
#endif
