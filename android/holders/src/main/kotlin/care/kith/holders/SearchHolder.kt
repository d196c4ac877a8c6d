package care.kith.holders

import care.kith.core.CircleId
import care.kith.core.ConversationId
import care.kith.core.KithClient
import care.kith.core.TimelineRow
import care.kith.screens.Content
import care.kith.screens.Problem
import care.kith.screens.search.Hit
import care.kith.screens.search.Line
import care.kith.screens.search.SearchEvent
import care.kith.screens.search.SearchState
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import care.kith.core.Hit as CoreHit

/**
 * Searching what is on this device.
 *
 * @param conversation where to search; `null` for everywhere.
 */
public class SearchHolder(
    private val client: KithClient,
    private val conversation: ConversationId?,
    private val scope: CoroutineScope,
    private val go: (Go) -> Unit,
) {
    private val states = MutableStateFlow(SearchState())
    private val remedies = Remedies(go, show = {}, read = ::read)
    private var searching: Job? = null

    /** The circles of which this person is the patient. */
    @Volatile
    private var own: Set<CircleId> = emptySet()
    private var watching: Job = watch()

    /** What the screen shows. */
    public val state: StateFlow<SearchState> = states.asStateFlow()

    /** What the person did. */
    public fun onEvent(event: SearchEvent) {
        when (event) {
            is SearchEvent.Back -> go(Go.Back)
            is SearchEvent.QueryChanged -> search(event.query)
            is SearchEvent.Open -> go(Go.ToChat(event.circleId, event.rowId))
            is SearchEvent.Resolve -> remedies.resolve(event.remedy, whole = true)
        }
    }

    private fun watch(): Job = scope.asking(::failed) {
        pulled(client::watchInbox) { it.next() }.collect { inbox ->
            own = inbox.circles
                .filter { it.mine }
                .map { it.id }
                .toSet()
            states.update { it.copy(connection = connection(inbox)) }
        }
    }

    private fun search(query: String) {
        searching?.cancel()
        if (query.isBlank()) {
            states.update { it.copy(query = query, hits = null) }
            return
        }
        // What was found stays until the next is there: it flickers otherwise.
        states.update { it.copy(query = query, hits = it.hits as? Content.Ready ?: Content.Loading) }

        fun found(hits: Content<List<Hit>>, more: Boolean = false) =
            states.update { if (it.query == query) it.copy(hits = hits, more = more) else it }
        searching = scope.asking({ found(Content.Failed(it)) }) {
            // One more than is shown says whether there are more.
            val hits = client.find(conversation, query, MOST + 1u)
            val shown = hits.take(MOST.toInt())
            found(Content.Ready(shown.mapNotNull(::hit)), more = hits.size > shown.size)
        }
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

    private fun failed(problem: Problem) = states.update { it.copy(hits = Content.Failed(problem)) }

    private fun read() {
        client.tryAgain()
        watching.cancel()
        watching = watch()
        search(states.value.query)
    }

    private companion object {
        /** Most hits that are shown. */
        const val MOST = 50u
    }
}
