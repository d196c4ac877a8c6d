package care.kith.holders

import care.kith.core.Chat
import care.kith.core.ConversationId
import care.kith.core.KithClient
import care.kith.core.TimelineRow
import care.kith.screens.Connection
import care.kith.screens.Content
import care.kith.screens.Person
import care.kith.screens.Problem
import care.kith.screens.chat.ChatRow
import care.kith.screens.shelf.ShelfEvent
import care.kith.screens.shelf.ShelfItem
import care.kith.screens.shelf.ShelfState
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update

/** What is important in a conversation. */
public class ShelfHolder(
    private val client: KithClient,
    private val conversation: ConversationId,
    private val scope: CoroutineScope,
    private val go: (Go) -> Unit,
) {
    private val states = MutableStateFlow(ShelfState(Connection(), Content.Loading))
    private val remedies = Remedies(go, ::tell, ::read)
    private var watching: Job = watch()

    /** What the screen shows. */
    public val state: StateFlow<ShelfState> = states.asStateFlow()

    /** What the person did. */
    public fun onEvent(event: ShelfEvent) {
        when (event) {
            is ShelfEvent.Back -> go(Go.Back)
            is ShelfEvent.Open -> go(Go.ToChat(conversation, event.rowId))
            is ShelfEvent.Unpin -> unpin(event.rowId)
            is ShelfEvent.Resolve -> remedies.resolve(event.remedy, states.value.shelf is Content.Failed)
        }
    }

    private fun watch(): Job = scope.asking(::failed) {
        pulled({ client.watchChat(conversation) }) { it.next() }.collect(::show)
    }

    private suspend fun show(chat: Chat) {
        val people = chat.people.map(::person)
        val shelf = client.shelf(conversation).mapNotNull { item(it, people) }
        states.update {
            it.copy(
                connection = connection(chat.clinic, chat.circle.asOf),
                shelf = Content.Ready(shelf),
                mine = chat.circle.mine,
            )
        }
    }

    /** Whoever has left since is not named. */
    private fun item(row: TimelineRow, people: List<Person>): ShelfItem? {
        val message = chatRow(row) as? ChatRow.Message ?: return null
        return ShelfItem(message, people.filter { it.id in row.pinnedBy }, row.pinnedOtherwise)
    }

    private fun unpin(row: Long) {
        scope.keeping(remedies.telling { unpin(row) }) { client.pin(row, false) }
    }

    private fun tell(problem: Problem?) = states.update { it.copy(problem = problem) }

    private fun failed(problem: Problem) = states.update { it.copy(shelf = Content.Failed(problem)) }

    private fun read() {
        client.tryAgain()
        watching.cancel()
        watching = watch()
    }
}
