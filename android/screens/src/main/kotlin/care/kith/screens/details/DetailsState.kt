package care.kith.screens.details

import care.kith.screens.Connection
import care.kith.screens.Content
import care.kith.screens.Person
import care.kith.screens.Problem
import care.kith.screens.Remedy
import care.kith.screens.Role
import care.kith.screens.chat.ChatRow
import care.kith.screens.nameOf

/**
 * What is known of one message.
 *
 * @property problem what the last thing that was tried ran into.
 */
public data class DetailsState(
    val connection: Connection,
    val details: Content<MessageDetails>,
    val problem: Problem? = null,
)

/**
 * A message and who has it.
 *
 * @property message the message.
 * @property sentAt milliseconds since 1970 (UTC): when the clinic's computer took it; `null` while it waits.
 * @property readers who can read it, without its sender.
 * @property others who is in the circle and cannot read it.
 * @property clockOff whether its sender's clock cannot be right: its time is when the clinic's computer took it.
 * @property signs which signs were put to it, and by whom.
 * @property receipts of one's own: who has told that it came, and when.
 * @property earlier what it said before, oldest first, where that is this person's to know.
 */
public data class MessageDetails(
    val message: ChatRow.Message,
    val sentAt: Long? = null,
    val readers: List<Person>,
    val others: List<Person> = emptyList(),
    val clockOff: Boolean = false,
    val signs: List<PutSign> = emptyList(),
    val receipts: List<Receipt> = emptyList(),
    val earlier: List<Earlier> = emptyList(),
) {
    /** Whether who looks at it is the patient of its circle. */
    val mine: Boolean
        get() = (readers + others + message.sender).any { it.me && it.role == Role.Patient }
}

/** A sign that was put to a message: an emoji, and by whom. */
public data class PutSign(val sign: String, val people: List<Person>) {
    override fun toString(): String = nameOf(this)
}

/**
 * When someone's device had a message, and when they saw it, as they told it: milliseconds since 1970 (UTC).
 *
 * @property seen `null` where that is not known, or they do not let it be known.
 */
public data class Receipt(val personId: String, val delivered: Long?, val seen: Long?) {
    override fun toString(): String = nameOf(this)
}

/** What a message said once, since [at]: milliseconds since 1970 (UTC). */
public data class Earlier(val words: String, val at: Long) {
    override fun toString(): String = nameOf(this)
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
