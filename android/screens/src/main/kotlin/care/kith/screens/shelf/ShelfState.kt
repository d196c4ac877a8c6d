package care.kith.screens.shelf

import care.kith.screens.Connection
import care.kith.screens.Content
import care.kith.screens.Person
import care.kith.screens.Problem
import care.kith.screens.Remedy
import care.kith.screens.chat.ChatRow
import care.kith.screens.nameOf

/**
 * What is important in a conversation.
 *
 * @property connection how fresh it is.
 * @property shelf what stands there, the newest message first.
 * @property mine whether this person is the patient of its circle.
 * @property problem what the last thing that was tried ran into.
 */
public data class ShelfState(
    val connection: Connection,
    val shelf: Content<List<ShelfItem>>,
    val mine: Boolean = false,
    val problem: Problem? = null,
)

/**
 * A message that is important.
 *
 * @property by who is in the conversation and has marked it so.
 * @property changed whether it says something else by now than to any of them.
 */
public data class ShelfItem(val message: ChatRow.Message, val by: List<Person>, val changed: Boolean = false) {
    override fun toString(): String = nameOf(this)
}

/** What a person can do there. */
public sealed interface ShelfEvent {
    /** Back to the conversation. */
    public data object Back : ShelfEvent

    /** To a message in its conversation. */
    public data class Open(val rowId: Long) : ShelfEvent

    /** A message is not important any more. */
    public data class Unpin(val rowId: Long) : ShelfEvent

    /** Do the one thing about a problem. */
    public data class Resolve(val remedy: Remedy) : ShelfEvent
}
