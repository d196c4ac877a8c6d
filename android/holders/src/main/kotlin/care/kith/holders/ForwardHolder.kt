package care.kith.holders

import care.kith.core.Forwarded
import care.kith.core.Inbox
import care.kith.core.KithClient
import care.kith.core.TimelineRow
import care.kith.screens.Audience
import care.kith.screens.Connection
import care.kith.screens.Content
import care.kith.screens.Problem
import care.kith.screens.forward.ForwardAsk
import care.kith.screens.forward.ForwardEvent
import care.kith.screens.forward.ForwardPlace
import care.kith.screens.forward.ForwardState
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update

/** Passing a message on: to whom, and who would read it there. */
public class ForwardHolder(
    private val client: KithClient,
    private val rowId: Long,
    private val scope: CoroutineScope,
    private val go: (Go) -> Unit,
) {
    private val states = MutableStateFlow(ForwardState(Connection()))
    private val remedies = Remedies(go, ::tell, ::read)
    private var watching: Job = watch()

    /** What the screen shows. */
    public val state: StateFlow<ForwardState> = states.asStateFlow()

    /** What the person did. */
    public fun onEvent(event: ForwardEvent) {
        when (event) {
            is ForwardEvent.Back -> go(Go.Back)
            is ForwardEvent.Choose -> place(event.circleId, event.audience)?.let { send(it, emptyList()) }
            is ForwardEvent.Send -> states.value.asks?.let { asks -> send(asks.place, asks.readers.map { it.id }) }
            is ForwardEvent.Cancel -> states.update { it.copy(asks = null) }
            is ForwardEvent.Show -> states.value.sent?.let { go(Go.ToChat(it.circleId)) }
            is ForwardEvent.Resolve -> remedies.resolve(event.remedy, states.value.places is Content.Failed)
        }
    }

    /** The words stay as they were looked at: what they are by the time they go the core compares. */
    private fun watch(): Job = scope.asking(::failed) {
        val row = client.details(rowId).row
        states.update { it.copy(words = words(row)) }
        pulled(client::watchInbox) { it.next() }.collect { inbox ->
            states.update { it.copy(connection = connection(inbox), places = Content.Ready(places(inbox, row))) }
        }
    }

    /** Wherever this person can say something, but for where it was said. */
    private fun places(inbox: Inbox, row: TimelineRow): List<ForwardPlace> = inbox.circles
        .flatMap { circle ->
            circle.audiences.map { ForwardPlace(circle.conversation, circle.title, audience(it), circle.mine) }
        }.filterNot { it.circleId == row.conversation && it.audience == audience(row.audience) }

    private fun place(circle: String, audience: Audience): ForwardPlace? =
        (states.value.places as? Content.Ready)?.value?.find { it.circleId == circle && it.audience == audience }

    /** Nobody reads it whom the person was not [told] of. */
    private fun send(place: ForwardPlace, told: List<String>) {
        if (states.value.sending || states.value.sent != null) return
        states.update { it.copy(sending = true) }
        val failed = remedies.telling({ states.update { it.copy(sending = false, asks = null) } }) {
            send(place, told)
        }
        scope.keeping(failed) {
            val done = client.forward(rowId, states.value.words, place.circleId, audience(place.audience), told)
            states.update {
                when (done) {
                    is Forwarded.Changed -> it.copy(sending = false, asks = null, words = done.v1, changed = true)
                    is Forwarded.Sent -> it.copy(sending = false, asks = null, sent = place)
                    is Forwarded.Asks -> it.copy(sending = false, asks = ForwardAsk(place, done.v1.map(::person)))
                }
            }
        }
    }

    private fun tell(problem: Problem?) = states.update { it.copy(problem = problem) }

    private fun failed(problem: Problem) = states.update { it.copy(places = Content.Failed(problem)) }

    private fun read() {
        client.tryAgain()
        watching.cancel()
        watching = watch()
    }
}
