package care.kith.holders

import care.kith.core.KithClient
import care.kith.core.MessageDetails
import care.kith.screens.Connection
import care.kith.screens.Content
import care.kith.screens.Problem
import care.kith.screens.Remedy
import care.kith.screens.chat.ChatRow
import care.kith.screens.details.DetailsEvent
import care.kith.screens.details.DetailsState
import care.kith.screens.details.Reader
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import care.kith.screens.details.MessageDetails as Details

/** What is known of one message. */
public class DetailsHolder(
    private val client: KithClient,
    private val rowId: Long,
    private val scope: CoroutineScope,
    private val go: (Go) -> Unit,
) {
    private val states = MutableStateFlow(DetailsState(Connection(), Content.Loading))
    private var watching: Job = watch()

    /** What the screen shows. */
    public val state: StateFlow<DetailsState> = states.asStateFlow()

    /** What the person did. */
    public fun onEvent(event: DetailsEvent) {
        when (event) {
            is DetailsEvent.Back -> go(Go.Back)
            is DetailsEvent.Copy -> shown()?.let { go(Go.Copy(it.body)) }
            is DetailsEvent.WriteAgain -> writeAgain()
            is DetailsEvent.Resolve -> resolve(event.remedy)
        }
    }

    private fun watch(): Job = scope.asking(::failed) {
        val circle = client.details(rowId).row.circle
        pulled({ client.watchChat(circle) }) { it.next() }.collect { chat ->
            val details = details(client.details(rowId))
            states.value = DetailsState(connection(chat.clinic.reach, chat.circle.asOf), details)
        }
    }

    private fun details(details: MessageDetails): Content<Details> {
        val message = chatRow(details.row) as? ChatRow.Message ?: return Content.Failed(Problem.NotThere)
        return Content.Ready(
            Details(
                message = message,
                sentAt = details.relayAt?.toLong(),
                readers = details.readers.map { Reader(person(it)) },
                others = details.others.map(::person),
            ),
        )
    }

    private fun shown(): ChatRow.Message? = (states.value.details as? Content.Ready)?.value?.message

    private fun writeAgain() {
        val message = shown() ?: return
        scope.asking(::failed) { go(Go.ToWriteAgain(client.details(rowId).row.circle, message.body)) }
    }

    private fun failed(problem: Problem) = states.update { it.copy(details = Content.Failed(problem)) }

    private fun resolve(remedy: Remedy) {
        way(remedy)?.let { return go(it) }
        if (remedy == Remedy.GoBack) return go(Go.Back)
        watching.cancel()
        watching = watch()
    }
}
