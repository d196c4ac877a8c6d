import Foundation
import KithKit
import KithStrings
import SwiftUI
import Testing

@testable import KithUI

#if os(Linux)
  /// Every state of every screen is walked as a screen reader would, through the stand-in: nothing traps, everything that
  /// can be pressed has a name, and nothing is said in another language. What is drawn is for a Mac to show.
  @MainActor
  struct ScreensTests {
    private let languages: [Language] = [.english, .spanish, .arabic]

    @Test func everyStateOfEveryScreenInEveryLanguageSaysSomething() {
      for language in languages {
        let samples = Samples(language: language)
        let pictures = Picture.all(samples)
        #expect(Set(pictures.map(\.name)).count == pictures.count)
        #expect(pictures.count > 75)
        for picture in pictures {
          for large in [false, true] {
            let view = picture.view.dynamicTypeSize(large ? .accessibility5 : .large)
            check(outline(view, samples), "\(picture.name) \(language.tag) \(large)")
          }
        }
      }
    }

    private func check(_ elements: [StandIn.Element], _ name: String) {
      #expect(!elements.isEmpty, "\(name)")
      for element in elements + elements.flatMap(\.actions) {
        // What is only a picture is either hidden or named.
        #expect(!(element.kind == .image && element.words.isEmpty), "\(name): a picture without words")
        if element.kind != .text { #expect(!element.words.isBlank, "\(name): \(element.kind) without a name") }
        #expect(element.words.firstMatch(of: /^[a-z]+\.[a-z]/) == nil, "\(name): \(element.words)")
      }
    }

    /// A state that Kotlin has a picture of has a preview here, under the same name. Only an Android tablet is shared
    /// by several people, who each have a code of their own at its lock; only Android asks what to do with a row of the
    /// list, where an iPhone has swipes.
    @Test func everyStateThatKotlinPicturesIsHere() throws {
      let goldens = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("android/screens/src/test/goldens")
      let pictured = try FileManager.default.contentsOfDirectory(atPath: goldens.path)
        .filter { $0.hasSuffix(".png") && $0.firstMatch(of: /^(?:lock-(?:code|new-code|wait)|inbox-question)/) == nil }
        .map { $0.dropLast(4).replacing(/(?:-(?:arabic|dark|large|pseudo|spanish|keyboard|window))+$/, with: "") }
      #expect(pictured.count > 100)
      #expect(Set(pictured.map(String.init)).subtracting(Picture.all(.english).map(\.name)).isEmpty)
    }

    @Test func thePreviewsAreWalkedToo() {
      #expect(!StandIn.outline(of: ChatPreviews.previews).isEmpty)
      #expect(!StandIn.outline(of: LookPreviews.previews).isEmpty)
    }

    @Test func arabicRunsFromItsOwnSide() {
      struct Side: View {
        @Environment(\.layoutDirection) private var direction
        var body: some View { Text(direction == .rightToLeft ? "right to left" : "left to right") }
      }
      #expect(StandIn.outline(of: Side().speaking(Strings("ar"))).words == ["right to left"])
      #expect(StandIn.outline(of: Side().speaking(Strings("es"))).words == ["left to right"])
    }

    @Test func everyProblemHasItsOneButton() {
      for problem in Problem.allCases {
        var resolved: [Remedy] = []
        let state = with(Samples.english.chat()) { $0.problem = problem }
        let said = outline(ChatView(state: state) { if case .resolve(let remedy) = $0 { resolved.append(remedy) } })
        #expect(said.named(Strings("en").sentence(problem)) != nil, "\(problem)")
        said.named(Strings("en").remedy(problem.remedy))?.press?()
        #expect(resolved == [problem.remedy])
      }
    }

    @Test func whateverKeepsTheDoorShutIsSaidWithItsOneButton() {
      for problem in Problem.allCases {
        var events: [LockEvent] = []
        let state = with(Samples.english.lock) { $0.phase = .failed(problem) }
        let said = outline(LockView(state: state) { events.append($0) })
        #expect(said.named(Strings("en").sentence(problem)) != nil, "\(problem)")
        #expect(said.named("Emergency? Call 112") != nil)
        said.named(Strings("en").remedy(problem.remedy))?.press?()
        #expect(events == [.resolve(problem.remedy)])
      }
      let nameless = LockState(people: [LockedPerson(id: "p1", name: "")], chosen: "p1")
      #expect(outline(LockView(state: nameless, on: { _ in })).first?.words == "Welcome")
    }

    @Test func eachClinicHasItsNumberAndWhereNamesDifferItsName() {
      let two = outline(SettingsView(state: SettingsState(settings: .ready(Samples.english.settings)), on: { _ in }))
        .words
      #expect(two.filter { $0 == "You are Mara Winterbloom" }.count == 1)
      #expect(two.contains { $0.contains("Riverbend") } && two.contains { $0.contains("Hilltop") })
      #expect(two.contains { $0.hasPrefix("4 8 c 1, ") } && two.contains { $0.hasPrefix("b 7 e 2, ") })
      var settings = Samples.english.settings
      settings.enrolments[1].name = "Mara W."
      settings.keys = Keys(waiting: true)
      let other = outline(SettingsView(state: SettingsState(settings: .ready(settings)), on: { _ in })).words
      #expect(!other.contains("You are Mara Winterbloom"))
      #expect(other.contains { $0.contains("You are Mara W.") })
      #expect(other.contains("You get new keys as soon as you have a network."))
      #expect(!other.contains { $0.hasPrefix("New keys made") })
    }

    @Test func aCircleIsStartedOnceAndWhatWentWrongIsSaidBesideTheList() {
      var events: [InboxEvent] = []
      var state = InboxState(
        connection: Samples.english.online,
        clinics: .ready([ClinicCircles(clinic: Samples.english.cast.clinic, circles: [], mayStart: true)]),
        starting: true)
      let starting = outline(InboxView(state: state) { events.append($0) })
      #expect(starting.named("Working on it…")?.isEnabled == false)
      (state.starting, state.problem) = (false, .unexpected)
      let failed = outline(InboxView(state: state) { events.append($0) })
      failed.named("Try again")?.press?()
      failed.named("Start my circle")?.press?()
      #expect(events == [.resolve(.tryAgain), .startCircle(clinicId: "c1")])
    }

    /// Where there is nothing else on the screen, taking note is not enough.
    @Test func aFailedScreenAlwaysLeadsSomewhere() {
      var resolved: [Remedy] = []
      let state = PeopleState(title: "", connection: Connection(), circle: .failed(.notAllowed))
      let said = outline(PeopleView(state: state) { if case .resolve(let remedy) = $0 { resolved.append(remedy) } })
      said.named("Go back")?.press?()
      #expect(resolved == [.goBack])
    }

    /// With several people to compare, "the same" is about this one.
    @Test func aNumberSaysWhoseItIs() {
      for sample in Samples.english.numbers where sample.state.camera == nil && !sample.state.name.isEmpty {
        guard case .ready = sample.state.number else { continue }
        let said = outline(NumberView(state: sample.state, on: { _ in }) { Color.black })
        #expect(said.named(sample.state.name) != nil, "\(sample.id)")
      }
    }

    /// What was different no word takes back where a code can be looked at; without a camera there are the digits alone.
    @Test func aNumberThatWasDifferentIsSaidToBeTheSameByNobody() throws {
      let strings = Strings("en")
      func shown(_ id: String) throws -> [StandIn.Element] {
        let sample = try #require(Samples.english.numbers.first { $0.id == id })
        return outline(NumberView(state: sample.state, on: { _ in }) { Color.black })
      }
      let different = try shown("number-was-different")
      #expect(different.named(strings.peopleDifferent) != nil)
      #expect(different.named(strings.numberSame) == nil)
      #expect(different.named(strings.numberAreDifferent) == nil)
      #expect(different.named(strings.numberScan) != nil)
      let unseeing = try shown("number-unseeing")
      #expect(unseeing.named(strings.numberScan) == nil)
      #expect(unseeing.named(strings.numberSame) != nil)
      #expect(unseeing.named(strings.numberAreDifferent) != nil)
      let afterwards = try shown("number-unseeing-different")
      #expect(afterwards.named(strings.numberSame) != nil)
      #expect(afterwards.named(strings.numberAreDifferent) == nil)
      #expect(try shown("number").named(strings.numberSame) != nil)
      #expect(try shown("number").named(strings.numberAreDifferent) != nil)
      #expect(try shown("number-same").named(strings.numberAreDifferent) != nil)
      #expect(try shown("number-scan-notallowed").named(strings.welcomeOpenPicture) == nil)
    }

    @Test func thePatientIsAskedBeforeTheCircleIsStartedAnew() {
      var events: [PeopleEvent] = []
      let said = outline(PeopleView(state: Samples.english.people) { events.append($0) })
      said.named("Start this circle anew")?.press?()
      #expect(events == [.ask(.startAnew)])
    }

    @Test func whereToCallIsAlwaysThere() {
      for sample in Samples.english.chats {
        var called: [ChatEvent] = []
        let said = outline(ChatView(state: sample.state) { called.append($0) })
        said.named("Emergency? Call 112")?.press?()
        #expect(called == [.call(number: "112")], "\(sample.id)")
      }
    }
  }
#endif
