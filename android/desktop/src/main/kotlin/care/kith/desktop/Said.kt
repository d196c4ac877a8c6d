package care.kith.desktop

import care.kith.core.ConversationId
import care.kith.core.KithClient
import care.kith.core.Reached
import care.kith.holders.ChatHolder
import care.kith.screens.Problem
import care.kith.screens.chat.ChatEvent
import care.kith.screens.chat.ChatRow
import care.kith.screens.chat.ChatState

/**
 * Does with what was said what a scene says, on the screen of its conversation: answers it, puts signs to it, changes
 * it, takes it back. A message is named by some of its words, in quotation marks.
 */
internal class Said(
    private val client: KithClient,
    private val conversation: ConversationId,
    private val chat: ChatHolder,
    private val refuse: (Problem) -> Nothing,
) {
    /** Does one thing. */
    suspend fun does(word: String, rest: String): List<String> {
        val (words, more) = quoted(rest)
        val row = checkNotNull(message(chat.state.seen { message(it, words) != null }, words)).id
        return when (word) {
            "reply" -> says(ChatEvent.Reply(row), more) { it.composer.quote?.rowId == row }
            "change" -> says(ChatEvent.Edit(row), more) { it.composer.editing != null }
            "sign" -> shows(ChatEvent.React(row, more, on = true)) { hasSign(it, row, more) }
            "take-back" -> shows(ChatEvent.Delete(row)) { row(it, row) is ChatRow.Deleted }
            "reached" -> listOf(reached(row))
            else -> listOf(if (answered(row)) "Answered." else "Nobody has answered it yet.")
        }
    }

    private suspend fun says(begin: ChatEvent, body: String, begun: (ChatState) -> Boolean): List<String> {
        chat.onEvent(begin)
        chat.state.seen(begun)
        chat.onEvent(ChatEvent.DraftChanged(body))
        return shows(ChatEvent.Send()) { now -> now.composer.draft.isEmpty() && message(now, body) != null }
    }

    private suspend fun shows(event: ChatEvent, done: (ChatState) -> Boolean): List<String> {
        chat.onEvent(event)
        val shown = chat.state.seen { it.problem != null || done(it) }
        shown.problem?.let(refuse)
        return listOf("Kept on this device, and on its way.")
    }

    private suspend fun reached(row: Long): String {
        val rows = client
            .watchChat(conversation)
            .use { it.next() }
            ?.rows
        return when (rows.orEmpty().find { it.id == row }?.reached) {
            Reached.SEEN -> "Seen by everyone."
            Reached.DELIVERED -> "It is on everyone's device."
            Reached.SENT -> "It is at the clinic."
            null -> "It has not gone out, or is somebody else's."
        }
    }

    private fun hasSign(now: ChatState, row: Long, sign: String) =
        (row(now, row) as? ChatRow.Message)?.signs.orEmpty().any { it.sign == sign && it.mine }

    private fun answered(row: Long) = rows(chat.state.value).any { (it as? ChatRow.Message)?.quote?.rowId == row }

    private fun message(now: ChatState, words: String) =
        rows(now).lastOrNull { it is ChatRow.Message && words in it.body }

    private fun row(now: ChatState, id: Long) = rows(now).find { it.id == id }

    private fun rows(now: ChatState) = ready(now.timeline)?.rows.orEmpty()

    internal companion object {
        /** What can be done. */
        val WORDS = setOf("reply", "sign", "change", "take-back", "reached", "answers")
    }
}

/** What stands in quotation marks, and what comes after. */
internal fun quoted(line: String): Pair<String, String> {
    val end = line.indexOf('"', startIndex = 1)
    if (!line.startsWith('"') || end < 0) throw Sorry("Which one? For example: reply \"some of its words\" Yes.")
    return line.substring(1, end) to line.substring(end + 1).trim()
}
