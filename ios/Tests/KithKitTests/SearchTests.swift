import Foundation
import KithCore
import KithKit
import KithTown
import Testing

/// Finding what was said: narrowed, and page by page.
@MainActor
struct SearchTests {
  @Test("a search is narrowed to a place, a person, a time and a room, and widened again")
  func narrowed() async throws {
    try await Town.play { town in
      let (marta, nadia) = try await town.pair()
      let conversation = try await marta.circle().conversation
      try await nadia.says("Soup at six.")
      try await nadia.says("No soup before the test.", to: .care)
      try await marta.reads("No soup before the test.")
      try await marta.reads("Soup at six.")
      try await marta.says("I like soup.")
      let clock = FakeClock()
      let search = SearchModel(
        client: marta.client, circle: conversation, now: { clock.now() }, go: Ways().go)
      let known = try await becomes("the circle", { search.state }) { $0.here != nil }
      #expect(known.filters == SearchFilters(here: true) && known.audiences == [.circle, .care] && known.mine)
      #expect(Set(known.people.map(\.name)) == ["Marta", "Nadia"])
      search.onEvent(.queryChanged("soup"))
      try await becomes("all", { search.state }) { $0.bodies?.count == 3 }

      let nurse = try #require(known.people.first { $0.name == "Nadia" })
      search.onEvent(.ask(.who))
      search.onEvent(.personChosen(personId: nurse.id))
      let hers = try await becomes("hers", { search.state }) { $0.bodies?.count == 2 }
      #expect(hers.question == nil && hers.filters.person == nurse)
      search.onEvent(.audienceChosen(.care))
      try await becomes("what the clinic reads", { search.state }) { $0.bodies == ["No soup before the test."] }
      search.onEvent(.placeChosen(here: false))
      let everywhere = try await becomes("hers, everywhere", { search.state }) { $0.bodies?.count == 2 }
      #expect(everywhere.filters == SearchFilters(person: nurse))
      search.onEvent(.clearFilters)
      let all = try await becomes("all", { search.state }) { $0.bodies?.count == 3 }
      #expect(all.filters == SearchFilters() && Set(all.people.map(\.name)) == ["Marta", "Nadia"])

      let today = Calendar.current.startOfDay(for: clock.now())
      for span in [SearchSpan.day(from: today - 86_400, until: today - 1), .lastWeek] {
        // A week from then on nothing is of the last one.
        clock.passes(8 * 86_400)
        search.onEvent(.spanChosen(span))
        try await becomes("nothing", { search.state }) { $0.bodies == [] }
        search.onEvent(.spanChosen(.lastMonth))
        try await becomes("all", { search.state }) { $0.bodies?.count == 3 }
      }
    }
  }

  @Test("more is asked for once, comes behind what was there, and what could not be had is had again")
  func pages() async throws {
    try await Town.play { town in
      let marta = try await town.patient("Marta")
      marta.client.stop()
      for number in 0..<70 { try await marta.says("Line \(number)") }
      let search = SearchModel(client: marta.client, circle: nil, go: Ways().go)
      search.onEvent(.queryChanged("Line"))
      let first = try await becomes("a page", { search.state }) { $0.bodies?.count == 50 }
      #expect(first.more && first.here == nil && first.bodies?.first == "Line 69")
      try await marta.client.suspend()
      search.onEvent(.more)
      let failed = try await becomes("a problem", { search.state }) { $0.problem != nil }
      #expect(failed.bodies?.count == 50 && !failed.getting)
      try await marta.client.resume()
      search.onEvent(.resolve(.tryAgain))
      search.onEvent(.more)
      let whole = try await becomes("the rest", { search.state }) { !$0.more }
      #expect(whole.bodies == (0..<70).reversed().map { "Line \($0)" })
      #expect(whole.problem == nil && !whole.getting)
      // Nothing comes behind the end.
      search.onEvent(.more)
      #expect(!search.state.getting)
      // What comes late for other words answers nothing.
      search.onEvent(.queryChanged("Line 6"))
      search.onEvent(.queryChanged("Line 69"))
      try await becomes("one", { search.state }) { $0.bodies == ["Line 69"] }
    }
  }
}

extension SearchState {
  /// What was found, once it is here.
  fileprivate var bodies: [String]? { hits?.value?.map(\.body) }
}
