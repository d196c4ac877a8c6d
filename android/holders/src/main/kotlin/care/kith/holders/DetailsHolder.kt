package care.kith.holders

import care.kith.core.KithClient
import care.kith.core.MessageDetails
import care.kith.core.ReceiptRow
import care.kith.core.Revision
import care.kith.screens.Connection
import care.kith.screens.Content
import care.kith.screens.Problem
import care.kith.screens.chat.ChatRow
import care.kith.screens.details.DetailsEvent
import care.kith.screens.details.DetailsState
import care.kith.screens.details.Earlier
import care.kith.screens.details.PutSign
import care.kith.screens.details.Receipt
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
    private val remedies = Remedies(go, ::tell, ::read)
    private var watching: Job = watch()

    /** What the screen shows. */
    public val state: StateFlow<DetailsState> = states.asStateFlow()

    /** What the person did. */
    public fun onEvent(event: DetailsEvent) {
        when (event) {
            is DetailsEvent.Back -> go(Go.Back)
            is DetailsEvent.Copy -> shown()?.let { go(Go.Copy(it.body)) }
            is DetailsEvent.WriteAgain -> writeAgain()
            is DetailsEvent.Resolve -> remedies.resolve(event.remedy, states.value.details is Content.Failed)
        }
    }

    private fun watch(): Job = scope.asking(::failed) {
        val conversation = client.details(rowId).row.conversation
        pulled({ client.watchChat(conversation) }) { it.next() }.collect { chat ->
            val details = details(client.details(rowId), client.revisions(rowId))
            val connection = connection(chat.clinic, chat.circle.asOf)
            states.update { it.copy(connection = connection, details = details) }
        }
    }

    private fun details(details: MessageDetails, revisions: List<Revision>): Content<Details> {
        val message = chatRow(details.row) as? ChatRow.Message ?: return Content.Failed(Problem.NotThere)
        return Content.Ready(
            Details(
                message = message,
                sentAt = details.relayAt?.toLong(),
                clockOff = details.row.clockOff,
                readers = details.readers.map(::person),
                others = details.others.map(::person),
                signs = details.signs.map { PutSign(it.sign, it.people.map(::person)) },
                receipts = details.receipts.map(::receipt),
                earlier = revisions.map { Earlier(it.words, it.at.toLong()) },
            ),
        )
    }

    private fun receipt(row: ReceiptRow) = Receipt(row.person, row.delivered?.toLong(), row.seen?.toLong())

    private fun shown(): ChatRow.Message? = (states.value.details as? Content.Ready)?.value?.message

    /** The message is gone then; its words stand in the field of the conversation that one came from. */
    private fun writeAgain() {
        if (!watching.isActive) return
        watching.cancel()
        scope.keeping(remedies.telling(::read, ::writeAgain)) {
            client.writeAgain(rowId)
            go(Go.Back)
        }
    }

    private fun tell(problem: Problem?) = states.update { it.copy(problem = problem) }

    private fun failed(problem: Problem) = states.update { it.copy(details = Content.Failed(problem)) }

    private fun read() {
        client.tryAgain()
        watching.cancel()
        watching = watch()
    }
}
