package care.kith.screens.chat

import care.kith.screens.Audience
import care.kith.screens.Clinic
import care.kith.screens.Connection
import care.kith.screens.Content
import care.kith.screens.Person
import care.kith.screens.Problem
import care.kith.screens.Remedy
import care.kith.screens.WhyNot
import care.kith.screens.nameOf

/**
 * A circle's conversation.
 *
 * @property title the circle's name.
 * @property people how many are in it.
 * @property mine whether this person is its patient.
 * @property clinic whom to call; `null` only until the profile came.
 * @property connection how fresh it is.
 * @property timeline a window of the rows.
 * @property composer what is being written.
 * @property standing whether this person can write here.
 * @property problem what the last thing that was tried ran into.
 * @property signs those that are put to a message by one touch.
 * @property question what is asked before something is done.
 * @property shelved how many messages stand on the shelf of what is important.
 * @property later what waits for its time, what comes first first.
 */
public data class ChatState(
    val title: String,
    val people: Int,
    val clinic: Clinic?,
    val connection: Connection,
    val timeline: Content<Timeline>,
    val composer: ComposerState,
    val standing: Standing = Standing.Member,
    val mine: Boolean = false,
    val problem: Problem? = null,
    val signs: List<String> = emptyList(),
    val question: ChatQuestion? = null,
    val shelved: Int = 0,
    val later: List<LaterMessage> = emptyList(),
) {
    override fun toString(): String = nameOf(this)
}

/** What a person is asked: about a message of the window, by its [ChatRow.id], or where to go. */
public sealed interface ChatQuestion {
    /** What to do with it. */
    public data class Actions(val rowId: Long) : ChatQuestion

    /** What else to do with it. */
    public data class More(val rowId: Long) : ChatQuestion

    /** Which other sign to put to it: [typed] holds none so far. */
    public data class OtherSign(val rowId: Long, val typed: String = "") : ChatQuestion {
        override fun toString(): String = nameOf(this)
    }

    /** Whether to take it back for everyone. */
    public data class Delete(val rowId: Long) : ChatQuestion

    /** Which of its words to take along. */
    public data class Select(val rowId: Long) : ChatQuestion

    /** To which day to go, of the month that has the moment [at], milliseconds since 1970 (UTC). */
    public data class Day(val at: Long) : ChatQuestion

    /** When to send what stands in the field, or [id] of what waits. */
    public data class When(val id: Long? = null) : ChatQuestion

    /** The same: on which day, of the month that has the moment [at], milliseconds since 1970 (UTC). */
    public data class WhenDay(val at: Long, val id: Long? = null) : ChatQuestion

    /** The same: at what hour of the day that begins at [day], milliseconds since 1970 (UTC). */
    public data class WhenHour(val day: Long, val id: Long? = null) : ChatQuestion

    /** Which of what waits for its time. */
    public data object AllLater : ChatQuestion

    /** What to do with what waits for its time. */
    public data class Later(val id: Long) : ChatQuestion

    /** Which words are to be sent in place of those that wait: [typed], so far. */
    public data class LaterWords(val id: Long, val typed: String) : ChatQuestion {
        override fun toString(): String = nameOf(this)
    }

    /** Whether to leave Kith for the page that a part of its words leads to. */
    public data class Leave(val rowId: Long, val address: String) : ChatQuestion {
        override fun toString(): String = nameOf(this)
    }
}

/**
 * A window of a timeline that may be far longer: three pages or so, moved as the person scrolls.
 *
 * @property rows oldest first; what waits to be sent stands last.
 * @property hasOlder whether there are rows before the first.
 * @property hasNewer whether there are rows after the last.
 * @property unreadFrom the [ChatRow.id] above which the unread mark stands; kept while the screen is open.
 * @property unread how many rows were unread when the screen was opened.
 * @property target a [ChatRow.id] to show first and to mark, as a search's hit.
 * @property reachedRow the [ChatRow.id] of one's own newest message that went out: how far it has come stands there in
 *   words.
 * @property turn how often a [target] was asked for: another number, and it is shown anew, even if it is the same one.
 */
public data class Timeline(
    val rows: List<ChatRow>,
    val hasOlder: Boolean = false,
    val hasNewer: Boolean = false,
    val unreadFrom: Long? = null,
    val unread: Int = 0,
    val target: Long? = null,
    val reachedRow: Long? = null,
    val turn: Int = 0,
)

/**
 * Words that wait for their time.
 *
 * @property id stable for as long as they wait.
 * @property audience who will read them.
 * @property body the words.
 * @property due when they are to be sent: milliseconds since 1970 (UTC).
 * @property quote what they answer.
 * @property unsaid why their time came and they were not sent.
 */
public data class LaterMessage(
    val id: Long,
    val audience: Audience,
    val body: String,
    val due: Long,
    val quote: Quote? = null,
    val unsaid: WhyNot? = null,
) {
    override fun toString(): String = nameOf(this)
}

/**
 * What is being written.
 *
 * @property draft kept on the device until it is sent.
 * @property audience who will read it.
 * @property choices whom this person can write to; the choice is shown if there are two or more.
 * @property readers who will read it, without oneself.
 * @property naming whom the name may mean that is begun at the end of the draft.
 * @property number which of the fields that were shown this is; whoever types says in which.
 * @property quote what is answered.
 * @property editing the words until now of the message that gets others; `null` where they are new.
 */
public data class ComposerState(
    val draft: String = "",
    val audience: Audience = Audience.Circle,
    val choices: List<Audience> = listOf(Audience.Circle),
    val readers: List<Person> = emptyList(),
    val number: ULong? = null,
    val editing: String? = null,
    val quote: Quote? = null,
    val naming: List<Person> = emptyList(),
) {
    override fun toString(): String = nameOf(this)
}

/** Whether a person can write in a circle. */
public enum class Standing {
    /** Yes. */
    Member,

    /** The patient has not yet said yes. */
    WaitingForPatient,

    /** Not any more: removed. What was there can still be read. */
    Removed,

    /** Never were: the patient said no. Only another invitation leads further. */
    Declined,

    /** Not any more: the clinic has closed the way of this device. What was there can still be read. */
    Revoked,

    /** Not any more: nobody who invited the person holds them. What was there can still be read. */
    Forgotten,

    /** Not now: this device waits to be let in again. What is written waits too. */
    Rejoining,
}

/** What a person can do in a conversation. */
public sealed interface ChatEvent {
    /** Back to the list. */
    public data object Back : ChatEvent

    /** See who is in the circle. */
    public data object OpenPeople : ChatEvent

    /** Search. */
    public data object OpenSearch : ChatEvent

    /** Call the emergency number, or the clinic's own. */
    public data class Call(val number: String) : ChatEvent {
        override fun toString(): String = nameOf(this)
    }

    /** The first rows of the window are near: have the page before [rowId]. */
    public data class LoadOlder(val rowId: Long) : ChatEvent

    /** The last rows of the window are near: have the page after [rowId]. */
    public data class LoadNewer(val rowId: Long) : ChatEvent

    /** Everything up to [rowId] was on the screen. */
    public data class Seen(val rowId: Long) : ChatEvent

    /** To the newest row, wherever the window is. */
    public data object JumpToNewest : ChatEvent

    /** The field's new content, typed in the one of a [ComposerState.number]; none: the newest. */
    public data class DraftChanged(val text: String, val of: ULong? = null) : ChatEvent {
        override fun toString(): String = nameOf(this)
    }

    /** The whole name of someone comes to stand where it was begun. */
    public data class NameChosen(val personId: String) : ChatEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Write to others. */
    public data class AudienceChosen(val audience: Audience) : ChatEvent

    /** Send what was seen in the field of a [ComposerState.number]; none: the newest. */
    public data class Send(val of: ULong? = null) : ChatEvent

    /** Send that at a time, milliseconds since 1970 (UTC): what was seen in the field, as [Send] says which. */
    public data class SendLater(val at: Long, val of: ULong? = null) : ChatEvent

    /** Another time for what waits. */
    public data class ChangeLater(val id: Long, val at: Long) : ChatEvent

    /** What was typed in place of words that wait. */
    public data class LaterWordsTyped(val text: String) : ChatEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Those words are sent, at the time that was set. */
    public data object SaveLaterWords : ChatEvent

    /** Send now what waits. */
    public data class SendLaterNow(val id: Long) : ChatEvent

    /** Do not send what waits: its words come to stand in the field. */
    public data class TakeBackLater(val id: Long) : ChatEvent

    /** Put the words of what waits on the clipboard, marked as private. */
    public data class CopyLater(val id: Long) : ChatEvent

    /** Throw away what waits, where nobody can write any more. */
    public data class ThrowAwayLater(val id: Long) : ChatEvent

    /** Take back what one has just said: its words come to stand in the field. */
    public data class Undo(val rowId: Long) : ChatEvent

    /** Who has this message, since when. */
    public data class OpenDetails(val rowId: Long) : ChatEvent

    /** Put the words on the clipboard, marked as private. */
    public data class Copy(val rowId: Long) : ChatEvent

    /** Put the words of a refused message into the field again. */
    public data class WriteAgain(val rowId: Long) : ChatEvent

    /** Ask about a message before anything is done. */
    public data class Ask(val question: ChatQuestion) : ChatEvent

    /** Leave what is asked. */
    public data object Cancel : ChatEvent

    /** What was typed where another sign is asked for. */
    public data class SignTyped(val text: String) : ChatEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Put a sign to a message, or take one's own away. */
    public data class React(val rowId: Long, val sign: String, val on: Boolean) : ChatEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Choose to whom its words are said once more. */
    public data class OpenForward(val rowId: Long) : ChatEvent

    /** Put a [date] into the person's calendar, as [Live.target] has it. */
    public data class PutInCalendar(val date: String) : ChatEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Answer a message: it stands above the field. */
    public data class Reply(val rowId: Long) : ChatEvent

    /** Answer nothing. */
    public data object CancelReply : ChatEvent

    /** To what a message answers. */
    public data class GoTo(val rowId: Long) : ChatEvent

    /** Put other words in place of those of a message: they come to stand in the field. */
    public data class Edit(val rowId: Long) : ChatEvent

    /** Leave the message that is in the field as it was. */
    public data object CancelEdit : ChatEvent

    /** Put a message on the shelf of what is important, or take it off. */
    public data class Pin(val rowId: Long, val on: Boolean) : ChatEvent

    /** See what is important. */
    public data object OpenShelf : ChatEvent

    /** To what was said since a day began: [from] is milliseconds since 1970 (UTC). */
    public data class GoToDay(val from: Long) : ChatEvent

    /** Take a message back for everyone. */
    public data class Delete(val rowId: Long) : ChatEvent

    /** Do the one thing about a problem. */
    public data class Resolve(val remedy: Remedy) : ChatEvent
}
