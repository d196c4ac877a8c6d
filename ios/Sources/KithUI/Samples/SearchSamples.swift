#if DEBUG
  import Foundation
  import KithKit

  /// Searching, and passing on.
  extension Samples {
    /// From a conversation: what is offered to narrow it.
    private var found: SearchState {
      SearchState(
        query: cast.query, connection: online, hits: .ready([hit]), here: cast.circle,
        filters: SearchFilters(here: true), people: [cast.patient, cast.daughter, cast.nurse, cast.planner],
        audiences: [.circle, .care], mine: true)
    }

    private var filtered: SearchState {
      let today = moments.calendar.startOfDay(for: now)
      return with(found) {
        $0.filters = SearchFilters(
          here: true, person: cast.patient, span: .day(from: today, until: today + Span.day), audience: .circle)
      }
    }

    var searches: [Sample<SearchState>] {
      func asked(_ question: SearchQuestion) -> SearchState { with(found) { $0.question = question } }
      return [
        Sample("search", found),
        Sample("search-start", SearchState()),
        Sample(
          "search-everywhere",
          SearchState(query: cast.query, connection: online, hits: .ready([hit]), people: [cast.patient])),
        Sample("search-filtered", filtered),
        Sample("search-filtered-nothing", with(filtered) { ($0.query, $0.hits) = ("violin", .ready([])) }),
        Sample("search-more", with(found) { $0.more = true }),
        Sample("search-getting", with(found) { ($0.more, $0.getting) = (true, true) }),
        Sample("search-more-problem", with(found) { ($0.more, $0.problem) = (true, .unexpected) }),
        Sample("search-who", asked(.who)),
        Sample("search-when", asked(.when)),
        Sample("search-day", asked(.day(at: now))),
        Sample("search-whom", asked(.toWhom)),
        Sample("search-loading", SearchState(query: "soup", hits: .loading)),
        Sample("search-nothing-offline", SearchState(query: "violin", connection: offline, hits: .ready([]))),
        Sample("search-error", SearchState(query: "soup", hits: .failed(.unexpected))),
      ]
    }

    private var hit: Hit {
      let body = inhaler.body
      let found = body.range(of: cast.query, options: .caseInsensitive)
      let matches = found.map { [$0.lowerBound.utf16Offset(in: body)..<$0.upperBound.utf16Offset(in: body)] }
      return Hit(
        rowId: 5, circleId: "k1", circleTitle: cast.circle, sender: cast.patient, audience: .circle, at: inhaler.at,
        body: body, matches: matches ?? [], before: Line(sender: cast.daughter, body: cast.soup),
        after: Line(sender: cast.patient, body: cast.paper))
    }

    var forwards: [Sample<ForwardState>] {
      let places = [
        ForwardPlace(circleId: "k1", title: cast.circle, audience: .care, mine: true),
        ForwardPlace(circleId: "k2", title: cast.otherCircle, audience: .circle),
        ForwardPlace(circleId: "k3", title: cast.daughter.name, audience: .pair, mine: true),
      ]
      let forward = ForwardState(connection: online, places: .ready(places), words: cast.inhaler)
      let asks = ForwardAsk(place: places[1], readers: [cast.daughter, cast.proxy])
      return [
        Sample("forward", forward),
        Sample("forward-loading", ForwardState(connection: online)),
        Sample("forward-nowhere", with(forward) { $0.places = .ready([]) }),
        Sample("forward-error", with(forward) { $0.places = .failed(.notThere) }),
        Sample("forward-asks", with(forward) { $0.asks = asks }),
        Sample("forward-sent", with(forward) { $0.sent = places[0] }),
        Sample("forward-problem", with(forward) { $0.problem = .notInCircle }),
      ]
    }
  }
#endif
