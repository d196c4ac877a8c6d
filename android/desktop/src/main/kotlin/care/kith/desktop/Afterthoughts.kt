package care.kith.desktop

import care.kith.core.KithClient
import care.kith.core.RowContent
import care.kith.core.SearchQuery
import care.kith.holders.ChatHolder
import care.kith.holders.ForwardHolder
import care.kith.screens.Audience
import care.kith.screens.Problem
import care.kith.screens.chat.ChatEvent
import care.kith.screens.chat.ChatRow
import care.kith.screens.chat.ChatState
import care.kith.screens.chat.LaterMessage
import care.kith.screens.forward.ForwardEvent
import kotlin.time.Duration.Companion.days

/** Does what a scene says with words before and after they go out: sends them later, has them back at once. */
internal class Afterthoughts(private val chat: ChatHolder, private val refuse: (Problem) -> Nothing) {
    /** What is typed goes out tomorrow. */
    suspend fun later(body: String): List<String> {
        chat.state.seen { it.composer.readers.isNotEmpty() }
        chat.onEvent(ChatEvent.AudienceChosen(Audience.Circle))
        chat.onEvent(ChatEvent.DraftChanged(body))
        chat.onEvent(ChatEvent.SendLater(System.currentTimeMillis() + 1.days.inWholeMilliseconds))
        done { it.composer.draft.isEmpty() && waits(it, body) != null }
        return listOf(WAITS)
    }

    /** Whether these words wait. */
    fun looks(words: String): List<String> =
        listOf(if (waits(chat.state.value, words) != null) WAITS else "Nothing here waits with these words.")

    /** They go out after all. */
    suspend fun sendsNow(words: String): List<String> {
        val waits = waits(chat.state.value, words) ?: throw Sorry("not there")
        chat.onEvent(ChatEvent.SendLaterNow(waits.id))
        done { waits(it, words) == null && said(it, waits.body) != null }
        return listOf("Kept on this device, and on its way.")
    }

    /** What was just said comes back to where it was typed. */
    suspend fun undoes(body: String): List<String> {
        val row = said(chat.state.seen { said(it, body)?.undoUntil != null }, body)
        chat.onEvent(ChatEvent.Undo(checkNotNull(row).id))
        done { it.composer.draft == body && said(it, body) == null }
        chat.onEvent(ChatEvent.DraftChanged(""))
        done { it.composer.draft.isEmpty() }
        return listOf("It is to be typed again, and not to be read.")
    }

    private suspend fun done(wanted: (ChatState) -> Boolean) {
        val now = chat.state.seen { it.problem != null || wanted(it) }
        now.problem?.let(refuse)
    }

    private fun waits(now: ChatState, words: String): LaterMessage? = now.later.find { words in it.body }

    private fun said(now: ChatState, body: String): ChatRow.Message? = ready(now.timeline)
        ?.rows
        .orEmpty()
        .filterIsInstance<ChatRow.Message>()
        .lastOrNull { it.body == body }

    private companion object {
        const val WAITS = "It waits for its time."
    }
}

/** The row of a message that has these words, wherever it was said. */
internal suspend fun KithClient.rowOf(words: String): Long {
    val rows = lookFor(SearchQuery(words = words), HITS).hits.map { it.row }
    return rows.find { row -> (row.content as? RowContent.Text)?.body.orEmpty().contains(words) }?.id
        ?: throw Sorry("not there")
}

/**
 * Passes words on to everyone in [circle]: where others would read them, they are named first, and nothing is sent
 * unless [told].
 */
internal suspend fun passesOn(
    forward: ForwardHolder,
    circle: String,
    told: Boolean,
    refuse: (Problem) -> Nothing,
): List<String> {
    forward.state.seen { ready(it.places) != null }
    forward.onEvent(ForwardEvent.Choose(circle, Audience.Circle))
    val asked = forward.state.seen { it.asks != null || it.sent != null || it.problem != null }
    asked.problem?.let(refuse)
    val readers = asked.asks
        ?.readers
        .orEmpty()
        .map { it.name }
    if (readers.isEmpty() || !told) return readers
    forward.onEvent(ForwardEvent.Send)
    forward.state
        .seen { it.sent != null || it.problem != null }
        .problem
        ?.let(refuse)
    return listOf("Passed on.")
}

private const val HITS = 20u
