package care.kith.holders

import care.kith.core.CircleRow
import care.kith.core.ClinicRow
import care.kith.core.Inbox
import care.kith.core.JoiningStanding
import care.kith.core.LiveKind
import care.kith.core.MessageState
import care.kith.core.PersonRow
import care.kith.core.QuoteRow
import care.kith.core.Reach
import care.kith.core.RowContent
import care.kith.core.TimelineRow
import care.kith.screens.Audience
import care.kith.screens.Barred
import care.kith.screens.Clinic
import care.kith.screens.Connection
import care.kith.screens.Doubt
import care.kith.screens.Person
import care.kith.screens.Role
import care.kith.screens.chat.Act
import care.kith.screens.chat.ChatRow
import care.kith.screens.chat.Delivery
import care.kith.screens.chat.Live
import care.kith.screens.chat.MessageSign
import care.kith.screens.chat.NoticeKind
import care.kith.screens.chat.Quote
import care.kith.screens.chat.QuoteState
import care.kith.screens.chat.Refusal
import care.kith.screens.chat.Standing
import care.kith.core.Act as CoreAct
import care.kith.core.Audience as CoreAudience
import care.kith.core.Doubt as CoreDoubt
import care.kith.core.Live as CoreLive
import care.kith.core.Notice as CoreNotice
import care.kith.core.QuoteState as CoreQuoteState
import care.kith.core.Role as CoreRole
import care.kith.core.Standing as CoreStanding

/** A role as the screens name it. */
internal fun role(role: CoreRole): Role = when (role) {
    CoreRole.PATIENT -> Role.Patient
    CoreRole.PROXY -> Role.Proxy
    CoreRole.FAMILY -> Role.Family
    CoreRole.CLINICIAN -> Role.Clinician
    CoreRole.COORDINATOR -> Role.Coordinator
    CoreRole.ADMINISTRATOR -> Role.Administrator
}

/** A role as the core names it. */
internal fun role(role: Role): CoreRole = when (role) {
    Role.Patient -> CoreRole.PATIENT
    Role.Proxy -> CoreRole.PROXY
    Role.Family -> CoreRole.FAMILY
    Role.Clinician -> CoreRole.CLINICIAN
    Role.Coordinator -> CoreRole.COORDINATOR
    Role.Administrator -> CoreRole.ADMINISTRATOR
}

/** An audience as the screens name it. */
internal fun audience(audience: CoreAudience): Audience = when (audience) {
    CoreAudience.CIRCLE -> Audience.Circle
    CoreAudience.CARE -> Audience.Care
    CoreAudience.PAIR -> Audience.Pair
}

/** An audience as the core names it. */
internal fun audience(audience: Audience): CoreAudience = when (audience) {
    Audience.Circle -> CoreAudience.CIRCLE
    Audience.Care -> CoreAudience.CARE
    Audience.Pair -> CoreAudience.PAIR
}

internal fun person(row: PersonRow): Person =
    Person(row.person, row.name, role(row.role), row.relationship, row.me, row.doubt?.let(::doubt))

/** A doubt as the screens name it. */
internal fun doubt(doubt: CoreDoubt): Doubt = when (doubt) {
    CoreDoubt.OTHER_KEY -> Doubt.OtherKey
    CoreDoubt.DIFFERENT -> Doubt.Different
    CoreDoubt.REVOKED -> Doubt.Revoked
}

/** Whom a row is from or about; `null` where nobody is known. */
public fun sender(row: TimelineRow): Person? {
    val id = row.sender ?: return null
    val role = row.senderRole ?: return null
    val doubt = row.senderDoubt?.let(::doubt)
    return Person(id, row.senderName.orEmpty(), role(role), row.senderRelationship, row.senderIsMe, doubt)
}

internal fun clinic(row: ClinicRow): Clinic =
    Clinic(row.account.toString(), row.name, row.emergency, row.hours, row.telephone, row.oldSince?.toLong())

/** How fresh a circle of this clinic is. */
internal fun connection(clinic: ClinicRow, asOf: ULong?): Connection =
    Connection(cannotBeReached(clinic.reach), asOf?.toLong(), barred(clinic))

/** How fresh a whole list is: as old as what is oldest in it. */
internal fun connection(inbox: Inbox): Connection = Connection(
    offline = inbox.clinics.any { cannotBeReached(it.reach) },
    asOf = inbox.asOf?.toLong(),
    barred = inbox.clinics.firstNotNullOfOrNull(::barred),
    partly = partly(inbox),
)

/** Whether some clinics can be reached and others cannot. */
internal fun partly(inbox: Inbox): Boolean = inbox.clinics.distinctBy { cannotBeReached(it.reach) }.size > 1

/** Whether what is shown may be old. */
internal fun cannotBeReached(reach: Reach): Boolean = when (reach) {
    Reach.UNKNOWN, Reach.ONLINE -> false
    Reach.OFFLINE, Reach.INTERCEPTED, Reach.PROXY_LOGIN, Reach.CLOCK -> true
}

private fun barred(clinic: ClinicRow): Barred? = when (clinic.reach) {
    Reach.UNKNOWN, Reach.ONLINE, Reach.OFFLINE -> null
    Reach.INTERCEPTED -> Barred.Login(clinic.loginPage)
    Reach.PROXY_LOGIN -> Barred.ProxyLogin
    Reach.CLOCK -> Barred.Clock
}

internal fun standing(circle: CircleRow): Standing = when (circle.standing) {
    CoreStanding.MEMBER -> Standing.Member
    CoreStanding.REMOVED -> Standing.Removed
    CoreStanding.REVOKED -> Standing.Revoked
    CoreStanding.FORGOTTEN -> Standing.Forgotten
    CoreStanding.REJOINING -> Standing.Rejoining
}

/** How someone stands to a circle that they were invited to. */
internal fun standing(joining: JoiningStanding): Standing = when (joining) {
    JoiningStanding.WAITING -> Standing.WaitingForPatient
    JoiningStanding.DECLINED -> Standing.Declined
    JoiningStanding.REVOKED -> Standing.Revoked
    JoiningStanding.FORGOTTEN -> Standing.Forgotten
}

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
        delivery = delivery(row.state),
        clockOff = row.clockOff,
        edited = (row.content as? RowContent.Text)?.edited == true,
        signs = row.signs.map { MessageSign(it.sign, it.count.toInt(), it.mine) },
        may = row.may.mapNotNull(::act).toSet(),
        quote = row.quote?.let(::quote),
        live = row.live.map(::live),
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

private fun live(live: CoreLive): Live {
    val words = live.span.start.toInt() until live.span.end.toInt()
    return Live(words, live.target, live.host.takeIf { live.kind == LiveKind.LINK })
}

private fun act(act: CoreAct): Act? = when (act) {
    CoreAct.REACT -> Act.React

    CoreAct.REPLY -> Act.Reply

    CoreAct.EDIT -> Act.Edit

    CoreAct.DELETE -> Act.Delete

    // What is important has no shelf on the screen yet.
    CoreAct.PIN -> null
}

private fun delivery(state: MessageState): Delivery = when (state) {
    MessageState.QUEUED -> Delivery.Waiting
    MessageState.SENT -> Delivery.Sent
    MessageState.REFUSED -> Delivery.Refused
    MessageState.RECEIVED -> Delivery.Received
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

    CoreNotice.STRANGER_ADDED -> Told.Refused(Refusal.StrangerAdded)

    CoreNotice.REMOVED_WITHOUT_PATIENT,
    CoreNotice.READDED_UNASKED,
    -> Told.Refused(Refusal.RemovedWithoutPatient)

    CoreNotice.KEPT -> Told.Refused(Refusal.Kept)

    CoreNotice.OTHER_KEY -> Told.Refused(Refusal.OtherKey)

    CoreNotice.LINK_ANSWERED_TWICE -> Told.Refused(Refusal.LinkAnsweredTwice)

    CoreNotice.IDENTITY_CHANGED, CoreNotice.UNCERTIFIED, CoreNotice.NOT_THEIRS -> Told.Refused(Refusal.Identity)

    CoreNotice.UNKNOWN_CHANGE,
    CoreNotice.EXPIRING,
    CoreNotice.SETTINGS_CHANGED,
    CoreNotice.POLICY_CHANGED,
    CoreNotice.WRONG_KEY,
    CoreNotice.UNREADABLE_CHANGE,
    CoreNotice.WRONG_MARK,
    CoreNotice.NOT_THEIR_WORDS,
    -> Told.Refused(Refusal.Other)
}

private fun happened(kind: NoticeKind): Told = Told.Happened(kind)
