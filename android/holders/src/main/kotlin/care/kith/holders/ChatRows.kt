package care.kith.holders

import care.kith.core.LaterRow
import care.kith.core.LiveKind
import care.kith.core.MessageState
import care.kith.core.QuoteRow
import care.kith.core.Reached
import care.kith.core.RowContent
import care.kith.core.Span
import care.kith.core.TimelineRow
import care.kith.screens.Person
import care.kith.screens.chat.Act
import care.kith.screens.chat.ChatRow
import care.kith.screens.chat.Delivery
import care.kith.screens.chat.LaterMessage
import care.kith.screens.chat.Live
import care.kith.screens.chat.MessageSign
import care.kith.screens.chat.NoticeKind
import care.kith.screens.chat.Quote
import care.kith.screens.chat.QuoteState
import care.kith.screens.chat.Refusal
import care.kith.core.Act as CoreAct
import care.kith.core.Audience as CoreAudience
import care.kith.core.Live as CoreLive
import care.kith.core.Notice as CoreNotice
import care.kith.core.QuoteState as CoreQuoteState

/** A row as a conversation shows it. */
internal fun chatRow(row: TimelineRow): ChatRow {
    val about = sender(row)
    val at = row.sentAt.toLong()
    return when (val content = row.content) {
        // Nobody said it whom this device knows: it cannot be told from words that were put in.
        is RowContent.Text, RowContent.Hidden -> {
            about?.let { message(row, it) } ?: ChatRow.Notice(row.id, at, NoticeKind.Unreadable)
        }

        RowContent.Deleted -> {
            about?.let { ChatRow.Deleted(row.id, at, it, audience(row.audience)) }
                ?: ChatRow.Notice(row.id, at, NoticeKind.Unreadable)
        }

        // A later version of Kith wrote it.
        is RowContent.Newer, RowContent.Later -> {
            ChatRow.Notice(row.id, at, NoticeKind.NewerContent, about)
        }

        is RowContent.Happened -> {
            happened(row, content, about)
        }
    }
}

/** The words of a row that someone wrote; nothing where they are not told here. */
internal fun words(row: TimelineRow): String = (row.content as? RowContent.Text)?.body.orEmpty()

private fun happened(row: TimelineRow, what: RowContent.Happened, about: Person?): ChatRow {
    val at = row.sentAt.toLong()
    return when (val told = told(what.notice, row.audience)) {
        is Told.Happened -> ChatRow.Notice(row.id, at, told.kind, about, what.times.toInt())
        is Told.Refused -> ChatRow.Alarm(row.id, at, told.refusal, about)
    }
}

private fun message(row: TimelineRow, sender: Person): ChatRow.Message =
    ChatRow.Message(
        id = row.id,
        at = row.sentAt.toLong(),
        sender = sender,
        audience = audience(row.audience),
        body = words(row),
        delivery = delivery(row),
        clockOff = row.clockOff,
        edited = (row.content as? RowContent.Text)?.edited == true,
        signs = row.signs.map { MessageSign(it.sign, it.count.toInt(), it.mine) },
        may = row.may.map(::act).toSet(),
        quote = row.quote?.let(::quote),
        live = row.live.map(::live),
        named = row.named.map(::units),
        pinned = row.pinnedBy.isNotEmpty(),
        undoUntil = row.undoUntil?.toLong(),
    )

/** What is answered, as the screens name it. */
internal fun quote(row: QuoteRow): Quote = Quote(
    state = when (row.state) {
        CoreQuoteState.HERE -> QuoteState.Here
        CoreQuoteState.DELETED -> QuoteState.Deleted
        CoreQuoteState.NOT_HERE -> QuoteState.NotHere
    },
    rowId = row.row,
    name = row.senderName,
    mine = row.senderIsMe,
    words = if (row.cut) row.words + "…" else row.words,
)

private fun live(live: CoreLive): Live = Live(
    units(live.span),
    live.target,
    live.host.takeIf { live.kind == LiveKind.LINK },
    date = live.kind == LiveKind.DATE,
)

private fun units(span: Span): IntRange = span.start.toInt() until span.end.toInt()

private fun act(act: CoreAct): Act = when (act) {
    CoreAct.REACT -> Act.React
    CoreAct.REPLY -> Act.Reply
    CoreAct.EDIT -> Act.Edit
    CoreAct.DELETE -> Act.Delete
    CoreAct.PIN -> Act.Pin
    CoreAct.WRITE_AGAIN -> Act.WriteAgain
    CoreAct.FORWARD -> Act.Forward
}

/** What waits for its time, as a conversation shows it. */
internal fun later(row: LaterRow) = LaterMessage(
    id = row.id,
    audience = audience(row.audience),
    body = row.body,
    due = row.due.toLong(),
    quote = row.quote?.let(::quote),
    unsaid = row.unsaid?.let(::whyNot),
)

private fun delivery(row: TimelineRow): Delivery = when (row.state) {
    MessageState.QUEUED -> Delivery.Waiting
    MessageState.SENT -> row.reached?.let(::delivery) ?: Delivery.Sent
    MessageState.REFUSED -> Delivery.Refused
    MessageState.RECEIVED -> Delivery.Received
}

private fun delivery(reached: Reached): Delivery = when (reached) {
    Reached.SENT -> Delivery.Sent
    Reached.DELIVERED -> Delivery.Delivered
    Reached.SEEN -> Delivery.Seen
}

/** What a row says that no one wrote. */
private sealed interface Told {
    /** Something happened. */
    data class Happened(val kind: NoticeKind) : Told

    /** Something was refused. */
    data class Refused(val refusal: Refusal) : Told
}

private fun told(notice: CoreNotice, room: CoreAudience): Told = when (notice) {
    // Whoever comes or goes does so in each room: the one for all says it, the other what it means.
    CoreNotice.JOINED -> happened(if (room == CoreAudience.CARE) NoticeKind.JoinedCare else NoticeKind.Joined)

    CoreNotice.LEFT -> happened(if (room == CoreAudience.CARE) NoticeKind.LeftCare else NoticeKind.Left)

    CoreNotice.LEFT_QUIETLY -> happened(NoticeKind.LeftQuietly)

    CoreNotice.REMOVED -> happened(NoticeKind.YouWereRemoved)

    CoreNotice.LOST_PLACE,
    CoreNotice.STATE_LOST,
    CoreNotice.FORGOTTEN,
    CoreNotice.LEFT_BEHIND,
    -> happened(NoticeKind.LostPlace)

    CoreNotice.PUT_BACK -> happened(NoticeKind.PutBack)

    CoreNotice.COPIED -> happened(NoticeKind.Copied)

    CoreNotice.UNDECRYPTABLE -> happened(NoticeKind.Unreadable)

    CoreNotice.WITHHELD -> happened(NoticeKind.Withheld)

    CoreNotice.SHOWN_OTHERWISE -> happened(NoticeKind.ShownOtherwise)

    CoreNotice.HELD_BACK -> happened(NoticeKind.HeldBack)

    CoreNotice.HANDED_OUT -> happened(NoticeKind.HandedOut)

    CoreNotice.READDED -> happened(NoticeKind.Readded)

    CoreNotice.UNCONFIRMED -> happened(NoticeKind.Unconfirmed)

    CoreNotice.CONFIRMED -> happened(NoticeKind.Confirmed)

    CoreNotice.MISSED -> happened(NoticeKind.Missed)

    CoreNotice.RESENT -> happened(NoticeKind.Resent)

    CoreNotice.GONE -> happened(NoticeKind.Gone)

    CoreNotice.RELAY_RESTORED -> happened(NoticeKind.RelayRestored)

    CoreNotice.ANEW -> happened(NoticeKind.Anew)

    CoreNotice.ANEW_LOST -> happened(NoticeKind.AnewLost)

    CoreNotice.ANEW_BLOCKED -> happened(NoticeKind.AnewBlocked)

    CoreNotice.ANEW_FULL -> happened(NoticeKind.AnewFull)

    CoreNotice.NOT_SAID -> happened(NoticeKind.NotSaid)

    CoreNotice.NOT_CHANGED -> happened(NoticeKind.NotChanged)

    CoreNotice.LATER_NOT_SENT -> happened(NoticeKind.LaterNotSent)

    CoreNotice.LATER_TOO_LATE -> happened(NoticeKind.LaterTooLate)

    CoreNotice.OVER_NOT_SENT -> happened(NoticeKind.OverNotSent)

    CoreNotice.LEFT_OUT -> happened(NoticeKind.LeftOut)

    CoreNotice.STRANGER_ADDED -> Told.Refused(Refusal.StrangerAdded)

    CoreNotice.REMOVED_WITHOUT_PATIENT,
    CoreNotice.READDED_UNASKED,
    -> Told.Refused(Refusal.RemovedWithoutPatient)

    CoreNotice.KEPT -> Told.Refused(Refusal.Kept)

    CoreNotice.OTHER_KEY -> Told.Refused(Refusal.OtherKey)

    CoreNotice.LINK_ANSWERED_TWICE -> Told.Refused(Refusal.LinkAnsweredTwice)

    CoreNotice.ANOTHER_DEVICE -> Told.Refused(Refusal.AnotherDevice)

    CoreNotice.IDENTITY_CHANGED, CoreNotice.UNCERTIFIED, CoreNotice.NOT_THEIRS -> Told.Refused(Refusal.Identity)

    CoreNotice.UNKNOWN_CHANGE,
    CoreNotice.TOO_MANY_DEVICES,
    CoreNotice.EXPIRING,
    CoreNotice.SETTINGS_CHANGED,
    CoreNotice.POLICY_CHANGED,
    CoreNotice.WRONG_KEY,
    CoreNotice.UNREADABLE_CHANGE,
    CoreNotice.WRONG_MARK,
    CoreNotice.NOT_THEIR_WORDS,
    CoreNotice.TOO_MUCH,
    CoreNotice.SAID_OTHERWISE,
    -> Told.Refused(Refusal.Other)
}

private fun happened(kind: NoticeKind): Told = Told.Happened(kind)
