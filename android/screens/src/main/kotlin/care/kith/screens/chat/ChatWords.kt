package care.kith.screens.chat

import care.kith.screens.Audience
import care.kith.screens.Person
import care.kith.screens.design.list
import care.kith.screens.design.role
import care.kith.strings.Moments
import care.kith.strings.Strings

/** The word for a delivery; `null` where there is nothing to say. */
public fun Strings.delivery(delivery: Delivery): String? = when (delivery) {
    Delivery.Waiting -> chatWaiting
    Delivery.Sent -> chatSent
    Delivery.Refused -> chatRefused
    Delivery.Received -> null
}

/** One sentence about something that happened. */
public fun Strings.notice(notice: ChatRow.Notice): String {
    val name = notice.about?.name ?: chatSomeone
    return when (notice.kind) {
        NoticeKind.Joined -> chatJoined(name)
        NoticeKind.Left -> chatLeft(name)
        NoticeKind.YouWereRemoved -> chatYouWereRemoved
        NoticeKind.LostPlace -> chatLostPlace
        NoticeKind.PutBack -> chatPutBack
        NoticeKind.Copied -> chatCopied
        NoticeKind.Readded -> chatReadded(name)
        NoticeKind.Unconfirmed -> chatUnconfirmed(name)
        NoticeKind.Confirmed -> chatConfirmed(name)
        NoticeKind.Unreadable -> chatUnreadable
        NoticeKind.NewerContent -> chatNewerContent
        NoticeKind.Withheld -> chatWithheld(name)
        NoticeKind.Missed -> chatMissed
        NoticeKind.Resent -> chatResent(name)
        NoticeKind.Gone -> chatGone(name)
        NoticeKind.RelayRestored -> chatRelayRestored
    }
}

/** What was stopped. */
public fun Strings.alarm(alarm: ChatRow.Alarm): String {
    val name = alarm.by?.name ?: chatSomeone
    return when (alarm.refusal) {
        Refusal.StrangerAdded -> chatAlarmStranger(name)
        Refusal.RemovedWithoutPatient -> chatAlarmRemoved(name)
        Refusal.Kept -> chatAlarmKept(name)
        Refusal.Identity -> chatAlarmIdentity
        Refusal.Other -> if (alarm.by == null) chatAlarmSomeone else chatAlarmOther(name)
    }
}

/** A row in one line, as a list shows it. */
public fun Strings.line(row: ChatRow): String = when (row) {
    is ChatRow.Message -> if (row.sender.me) inboxLastMine(row.body) else inboxLastLine(row.sender.name, row.body)
    is ChatRow.Notice -> notice(row)
    is ChatRow.Alarm -> chatAlarmTitle
}

/** Who will read what is being written. */
public fun Strings.readers(audience: Audience, readers: List<Person>): String {
    if (readers.isEmpty()) return chatReadNobody
    val names = list(readers.map(Person::name))
    return if (audience == Audience.Care) chatReadCare(names) else chatReadCircle(names)
}

/** What a screen reader says of a message: sender, role, text, state, in that order. */
public fun Strings.spoken(message: ChatRow.Message, moments: Moments): String {
    val sender = if (message.sender.me) chatYou else message.sender.name
    val state = listOfNotNull(
        moments.time(message.at),
        delivery(message.delivery),
        chatOnlyClinic.takeIf { message.audience == Audience.Care },
    )
    return listOf(sender, role(message.sender), message.body, state.joinToString(", ")).joinToString(". ")
}
