package care.kith.holders

import care.kith.core.CircleId
import care.kith.core.CircleRow
import care.kith.core.ConversationId
import care.kith.core.Inbox
import care.kith.core.KithClient
import care.kith.core.SearchOnward
import care.kith.core.SearchPage
import care.kith.core.SearchQuery
import care.kith.core.TimelineRow
import care.kith.core.sharedRoom
import care.kith.screens.Content
import care.kith.screens.Person
import care.kith.screens.Problem
import care.kith.screens.search.Hit
import care.kith.screens.search.Line
import care.kith.screens.search.SearchEvent
import care.kith.screens.search.SearchFilters
import care.kith.screens.search.SearchQuestion
import care.kith.screens.search.SearchSpan
import care.kith.screens.search.SearchState
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlin.time.Duration.Companion.days
import care.kith.core.Hit as CoreHit

/**
 * Searching what is on this device.
 *
 * @param conversation where one came from, and searches first; `null` for everywhere.
 */
public class SearchHolder(
    private val client: KithClient,
    private val conversation: ConversationId?,
    private val scope: CoroutineScope,
    private val go: (Go) -> Unit,
) {
    private val states = MutableStateFlow(SearchState(filters = SearchFilters(here = conversation != null)))
    private val remedies = Remedies(go, ::tell, ::read)
    private var searching: Job? = null
    private var looking: Job? = null

    /** The circles of which this person is the patient. */
    @Volatile
    private var own: Set<CircleId> = emptySet()

    /** The conversation that one came from, and who is in it. */
    @Volatile
    private var from: Pair<CircleRow, List<Person>>? = null

    /** What was found last, and where that goes on. */
    @Volatile
    private var shown: Shown? = null
    private var watching: Job = watch()

    /** What the screen shows. */
    public val state: StateFlow<SearchState> = states.asStateFlow()

    /** What the person did. */
    public fun onEvent(event: SearchEvent) {
        when (event) {
            is SearchEvent.Back -> go(Go.Back)
            is SearchEvent.QueryChanged -> search { it.copy(query = event.query) }
            is SearchEvent.PlaceChosen -> narrow { it.copy(here = event.here, audience = null) }
            is SearchEvent.PersonChosen -> narrow { it.copy(person = person(event.personId)) }
            is SearchEvent.SpanChosen -> narrow { it.copy(span = event.span) }
            is SearchEvent.AudienceChosen -> narrow { it.copy(audience = event.audience) }
            is SearchEvent.ClearFilters -> narrow { SearchFilters() }
            is SearchEvent.Ask -> ask(event.question)
            is SearchEvent.Cancel -> ask(null)
            is SearchEvent.More -> more()
            is SearchEvent.Open -> go(Go.ToChat(event.circleId, event.rowId))
            is SearchEvent.Resolve -> remedies.resolve(event.remedy, states.value.hits is Content.Failed)
        }
    }

    private fun watch(): Job = scope.asking(::failed) {
        pulled(client::watchInbox) { it.next() }.collect(::show)
    }

    private suspend fun show(inbox: Inbox) {
        own = inbox.circles
            .filter { it.mine }
            .map { it.id }
            .toSet()
        val here = inbox.circles.find { it.conversation == conversation }
        from = here?.let { it to client.people(it.conversation).map(::person) }
        states.update {
            it.copy(
                connection = connection(inbox),
                here = here?.title,
                audiences = here?.audiences.orEmpty().map(::audience),
                mine = here?.mine == true,
                people = people(it, (it.hits as? Content.Ready)?.value.orEmpty()),
            )
        }
        again()
    }

    /** What was found is found anew, as far down as it is shown: no words stay that were deleted or changed since. */
    private fun again() {
        val count = (states.value.hits as? Content.Ready)?.value?.size ?: return
        val asked = Asked(states.value)
        if (count == 0 || states.value.getting) return
        val before = searching
        looking?.cancel()
        looking = scope.asking({}) {
            before?.join()
            val query = query(asked)
            var page = client.lookFor(query, PAGE, null)
            val hits = page.hits.toMutableList()
            while (hits.size < count && page.onward != null) {
                page = client.lookFor(query, PAGE, page.onward)
                hits += page.hits
            }
            found(asked) { now ->
                shown = Shown(asked, page.onward)
                now.with(emptyList(), SearchPage(hits, page.onward))
            }
        }
    }

    /** Who can be chosen: who is in the conversation, and whoever else wrote something that was found. */
    private fun people(now: SearchState, hits: List<Hit>): List<Person> {
        if (now.filters.person != null) return now.people
        val members = from?.second.orEmpty().takeIf { now.filters.here }
        return (members.orEmpty() + hits.map { it.sender }).distinctBy { it.id }
    }

    private fun person(id: String?): Person? = states.value.people.find { it.id == id }

    private fun ask(question: SearchQuestion?) = states.update { it.copy(question = question) }

    private fun narrow(change: (SearchFilters) -> SearchFilters) {
        ask(null)
        search { it.copy(filters = change(it.filters)) }
    }

    private fun search(change: (SearchState) -> SearchState) {
        searching?.cancel()
        looking?.cancel()
        // What was found stays until the next is there: it flickers otherwise.
        states.update {
            val now = change(it).copy(getting = false, problem = null)
            val hits = it.hits as? Content.Ready ?: Content.Loading
            if (now.query.isBlank()) now.copy(hits = null, more = false) else now.copy(hits = hits)
        }
        val asked = Asked(states.value)
        if (asked.query.isBlank()) return
        searching = scope.asking({ problem -> found(asked) { it.copy(hits = Content.Failed(problem)) } }) {
            val page = pages(asked, null)
            found(asked) { now -> now.with(emptyList(), page) }
        }
    }

    /** What follows what is shown. */
    private fun more() {
        val last = shown?.takeIf { it.asked == Asked(states.value) } ?: return
        val onward = last.onward ?: return
        if (states.value.getting) return
        looking?.cancel()
        states.update { it.copy(getting = true, problem = null) }
        val failed = remedies.telling({ found(last.asked) { it.copy(getting = false) } }, ::more)
        searching = scope.asking(failed) {
            val page = pages(last.asked, onward)
            found(last.asked) { now -> now.with((now.hits as? Content.Ready)?.value.orEmpty(), page) }
        }
    }

    /** The next page that has something in it, or the last one. */
    private suspend fun pages(asked: Asked, onward: SearchOnward?): SearchPage {
        val query = query(asked)
        var page = client.lookFor(query, PAGE, onward)
        while (page.hits.isEmpty() && page.onward != null) page = client.lookFor(query, PAGE, page.onward)
        shown = Shown(asked, page.onward)
        return page
    }

    private fun SearchState.with(before: List<Hit>, page: SearchPage): SearchState {
        val hits = before + page.hits.mapNotNull(::hit)
        return copy(
            hits = Content.Ready(hits),
            more = page.onward != null,
            getting = false,
            people = people(this, hits),
        )
    }

    /** What comes after something else was asked for is not shown. */
    private fun found(asked: Asked, change: (SearchState) -> SearchState) =
        states.update { if (Asked(it) == asked) change(it) else it }

    private fun query(asked: Asked): SearchQuery {
        val filters = asked.filters
        val here = from?.first.takeIf { filters.here }
        val room = filters.audience?.let { audience -> here?.let { sharedRoom(it.id, audience(audience)) } }
        val now = System.currentTimeMillis()
        val (since, until) = when (val span = filters.span) {
            is SearchSpan.AnyTime -> null to null
            is SearchSpan.LastWeek -> now - 7.days.inWholeMilliseconds to null
            is SearchSpan.LastMonth -> now - 30.days.inWholeMilliseconds to null
            is SearchSpan.Day -> span.from to span.until
        }
        return SearchQuery(
            words = asked.query,
            conversation = conversation.takeIf { filters.here },
            room = room,
            person = filters.person?.id,
            since = since?.toULong(),
            until = until?.toULong(),
        )
    }

    private fun hit(hit: CoreHit): Hit? = sender(hit.row)?.let { sender ->
        Hit(
            rowId = hit.row.id,
            circleId = hit.row.conversation,
            circleTitle = hit.circleTitle,
            sender = sender,
            audience = audience(hit.row.audience),
            at = hit.row.sentAt.toLong(),
            body = words(hit.row),
            matches = hit.matches.map { it.start.toInt()..<it.end.toInt() },
            before = hit.before?.let(::line),
            after = hit.after?.let(::line),
            mine = hit.row.circle in own,
        )
    }

    private fun line(row: TimelineRow): Line? = sender(row)?.let { Line(it, words(row)) }

    private fun tell(problem: Problem?) = states.update { it.copy(problem = problem) }

    private fun failed(problem: Problem) = states.update { it.copy(hits = Content.Failed(problem)) }

    private fun read() {
        client.tryAgain()
        watching.cancel()
        watching = watch()
        search { it }
    }

    /** What is looked for. */
    private data class Asked(val query: String, val filters: SearchFilters) {
        constructor(state: SearchState) : this(state.query, state.filters)

        override fun toString(): String = "Asked"
    }

    private class Shown(val asked: Asked, val onward: SearchOnward?)

    private companion object {
        /** Hits that are shown at once. */
        const val PAGE = 50u
    }
}
