package care.kith.screens.details

import care.kith.screens.Connection
import care.kith.screens.Content
import care.kith.screens.Person
import care.kith.screens.Remedy
import care.kith.screens.chat.ChatRow

/** What is known of one message. */
public data class DetailsState(val connection: Connection, val details: Content<MessageDetails>)

/**
 * A message and who has it.
 *
 * @property message the message.
 * @property sentAt milliseconds since 1970 (UTC): when the clinic's computer took it; `null` while it waits.
 * @property readers who can read it, without its sender.
 * @property others who is in the circle and cannot read it.
 */
public data class MessageDetails(
    val message: ChatRow.Message,
    val sentAt: Long? = null,
    val readers: List<Reader>,
    val others: List<Person> = emptyList(),
)

/**
 * Someone who can read a message.
 *
 * @property reach how far it came to them, as far as their devices said.
 * @property since milliseconds since 1970 (UTC): when that was; `null` if nothing was said.
 */
public data class Reader(val person: Person, val reach: Reach = Reach.Unknown, val since: Long? = null)

/** How far a message came to someone. */
public enum class Reach {
    /** Their devices said nothing. */
    Unknown,

    /** It is on a device of theirs. */
    Delivered,

    /** They opened it. */
    Opened,
}

/** What a person can do with a message. */
public sealed interface DetailsEvent {
    /** Back to the conversation. */
    public data object Back : DetailsEvent

    /** Put the words on the clipboard, marked as private. */
    public data object Copy : DetailsEvent

    /** Put the words of a refused message into the field again. */
    public data object WriteAgain : DetailsEvent

    /** Do the one thing about a problem. */
    public data class Resolve(val remedy: Remedy) : DetailsEvent
}
