package care.kith.screens.chat

import care.kith.screens.Audience
import care.kith.screens.Person
import care.kith.screens.nameOf

/** A row of a circle's timeline. */
public sealed interface ChatRow {
    /** Stable for as long as the row exists. */
    public val id: Long

    /** Milliseconds since 1970 (UTC), by the sender's clock. */
    public val at: Long

    /**
     * Someone's words.
     *
     * @property sender who wrote them; [Person.me] for one's own.
     * @property audience who can read them.
     * @property body the words.
     * @property delivery how far they have come.
     * @property clockOff whether its sender's clock cannot be right: [at] is when the clinic's computer took it.
     * @property edited whether its sender has put other words in place of the first.
     * @property signs which signs were put to it.
     * @property may what this person may do with it.
     * @property quote what it answers.
     * @property live what in its words leads somewhere, in order.
     * @property named where its words name people, in UTF-16 units.
     * @property pinned whether it stands on the shelf of what is important.
     * @property undoUntil until when one can take back at once what one has just said, milliseconds since 1970 (UTC).
     */
    public data class Message(
        override val id: Long,
        override val at: Long,
        val sender: Person,
        val audience: Audience,
        val body: String,
        val delivery: Delivery,
        val clockOff: Boolean = false,
        val edited: Boolean = false,
        val signs: List<MessageSign> = emptyList(),
        val may: Set<Act> = emptySet(),
        val quote: Quote? = null,
        val live: List<Live> = emptyList(),
        val named: List<IntRange> = emptyList(),
        val pinned: Boolean = false,
        val undoUntil: Long? = null,
    ) : ChatRow {
        override fun toString(): String = nameOf(this)
    }

    /** What [sender] said and took back; [audience] could read it. */
    public data class Deleted(
        override val id: Long,
        override val at: Long,
        val sender: Person,
        val audience: Audience,
    ) : ChatRow

    /** Something that happened, so many [times]; [about] is whom it happened to or came from, if that is known. */
    public data class Notice(
        override val id: Long,
        override val at: Long,
        val kind: NoticeKind,
        val about: Person? = null,
        val times: Int = 1,
    ) : ChatRow

    /**
     * Someone tried what they may not do, and every device refused it; [by] tried it, if that is known. Or they are
     * here and not as whom one knows them.
     */
    public data class Alarm(
        override val id: Long,
        override val at: Long,
        val refusal: Refusal,
        val by: Person? = null,
    ) : ChatRow
}

/**
 * A sign that was put to a message.
 *
 * @property sign an emoji.
 * @property count how many people put it there.
 * @property mine whether this person is one of them.
 */
public data class MessageSign(val sign: String, val count: Int, val mine: Boolean = false) {
    override fun toString(): String = nameOf(this)
}

/**
 * A part of a text that leads somewhere.
 *
 * @property words where it stands, in UTF-16 units.
 * @property target the whole address of a page, the digits of a telephone number, or a date: `2027-03-03`,
 *   `2027-03-03T14:30`, both of whoever reads it, or `2027-03-03T14:30Z`.
 * @property host where an address truly leads to; `null` of anything else.
 * @property date whether it is a date.
 */
public data class Live(
    val words: IntRange,
    val target: String,
    val host: String? = null,
    val date: Boolean = false,
) {
    override fun toString(): String = nameOf(this)
}

/**
 * What is answered.
 *
 * @property state what of it can be shown.
 * @property rowId where it stands; `null` where it is not here.
 * @property name who said it; `null` where it is not here.
 * @property mine whether that is oneself.
 * @property words the first of its words, in one line.
 */
public data class Quote(
    val state: QuoteState,
    val rowId: Long? = null,
    val name: String? = null,
    val mine: Boolean = false,
    val words: String = "",
) {
    override fun toString(): String = nameOf(this)
}

/** What of an answered message can be shown. */
public enum class QuoteState {
    /** Its words. */
    Here,

    /** It was taken back. */
    Deleted,

    /** It has not come, or it was said where this person does not read. */
    NotHere,
}

/** What can be done with a message by who may. */
public enum class Act {
    /** Put a sign to it. */
    React,

    /** Answer it. */
    Reply,

    /** Put other words in place of its own. */
    Edit,

    /** Take it back for everyone. */
    Delete,

    /** Put it on the shelf of what is important, or take it off. */
    Pin,

    /** Have the words of what could not be sent in the field again. */
    WriteAgain,

    /** Say its words once more, elsewhere. */
    Forward,
}

/** How far a message has come; said in words. */
public enum class Delivery {
    /** Waits on this device. */
    Waiting,

    /** The clinic's computer has it for the others. */
    Sent,

    /** The devices of everyone who can read it have it. */
    Delivered,

    /** Everyone who can read it has seen it, of those who let it be known. */
    Seen,

    /** Will never be taken. */
    Refused,

    /** Came from someone else. */
    Received,
}

/** What happened, of what is no message. */
public enum class NoticeKind {
    /** [ChatRow.Notice.about] came into the circle. */
    Joined,

    /** [ChatRow.Notice.about] left it or was removed. */
    Left,

    /** [ChatRow.Notice.about] reads what is for the clinic only, too. */
    JoinedCare,

    /** [ChatRow.Notice.about] does not read any more what is for the clinic only. */
    LeftCare,

    /** [ChatRow.Notice.about] was left behind by the patient, and not told. */
    LeftQuietly,

    /** This person was removed. */
    YouWereRemoved,

    /** This device fell out of step and asks to be let in again: over what [ChatRow.Notice.about] did, or nobody. */
    LostPlace,

    /** The app's data was put back from a copy; what was written here since is with the others only. */
    PutBack,

    /** A copy of the app's data is in use on another device. */
    Copied,

    /** A device was let in again. */
    Readded,

    /** [ChatRow.Notice.about] alone let this device in again; nobody else was heard since. */
    Unconfirmed,

    /** After [Unconfirmed], [ChatRow.Notice.about] was heard too. */
    Confirmed,

    /** [ChatRow.Notice.times] messages came that could not be opened. */
    Unreadable,

    /** A message came that only a newer Kith can show. */
    NewerContent,

    /** A message was held back on its way. */
    Withheld,

    /** The device of [ChatRow.Notice.about] was shown something else of this conversation than this one. */
    ShownOtherwise,

    /** The clinic's computer has something of this conversation that it does not hand out. */
    HeldBack,

    /** After [HeldBack], it came. */
    HandedOut,

    /** Messages from before this device came back are not here. */
    Missed,

    /** What was missing came after all. */
    Resent,

    /** What was missing is lost. */
    Gone,

    /** The clinic's computer was restored, and may have lost something. */
    RelayRestored,

    /** The patient has started the circle anew. */
    Anew,

    /** The same, because the patient's device could not go on. */
    AnewLost,

    /** The same, because someone had blocked it. */
    AnewBlocked,

    /** The same, because it was full. */
    AnewFull,

    /** Something that this person did was not passed on: they may not do it any more. */
    NotSaid,

    /** What this person changed or deleted did not go out, and stands as it was. */
    NotChanged,

    /** What this person wrote for later was not sent: they do not write here any more. */
    LaterNotSent,

    /** The same, because its time had passed more than a day ago when it could have been. */
    LaterTooLate,

    /** What waited where two talked alone was not sent: they do not any more. */
    OverNotSent,

    /** [ChatRow.Notice.about] was let in before this device was put back, and is not in any more. */
    LeftOut,
}

/** What was refused. */
public enum class Refusal {
    /** Someone was let in without the patient. */
    StrangerAdded,

    /** Someone was put out without the patient. */
    RemovedWithoutPatient,

    /** Someone who had to leave was kept. */
    Kept,

    /** A device could not prove whose it is. */
    Identity,

    /** Someone came under the name of a person who was checked, with another key. Not refused: to be looked into. */
    OtherKey,

    /** Someone else has used the link by which [ChatRow.Alarm.by] came in. Not refused: to be looked into. */
    LinkAnsweredTwice,

    /** One more device of [ChatRow.Alarm.by] reads here. Not refused: to be looked into. */
    AnotherDevice,

    /** Anything else that may not be. */
    Other,
}
