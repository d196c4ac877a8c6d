package care.kith.screens.chat

import care.kith.screens.Audience
import care.kith.screens.Person
import care.kith.screens.design.list
import care.kith.screens.design.role
import care.kith.screens.design.sender
import care.kith.strings.Moments
import care.kith.strings.Strings
import care.kith.strings.moment

/** The word for a delivery; `null` where there is nothing to say. */
public fun Strings.delivery(delivery: Delivery): String? = when (delivery) {
    Delivery.Waiting -> chatWaiting
    Delivery.Sent -> chatSent
    Delivery.Delivered -> chatDelivered
    Delivery.Seen -> chatSeen
    Delivery.Refused -> chatRefused
    Delivery.Received -> null
}

/** The word for what is done with a message. */
internal fun Strings.label(event: ChatEvent): String = when (event) {
    is ChatEvent.Undo -> chatUndo
    is ChatEvent.OpenForward -> chatForward
    is ChatEvent.Reply -> chatReply
    is ChatEvent.GoTo -> chatQuoteGo
    is ChatEvent.Copy -> chatCopy
    is ChatEvent.WriteAgain -> chatWriteAgain
    is ChatEvent.Edit -> chatEdit
    is ChatEvent.Pin -> if (event.on) chatPin else chatUnpin
    is ChatEvent.Ask -> label(event.question)
    else -> chatDetails
}

private fun Strings.label(question: ChatQuestion): String = when (question) {
    is ChatQuestion.Delete -> chatDelete
    is ChatQuestion.Select -> chatSelect
    else -> chatSignOther
}

/** What a sign says: of those that are offered a word, of others the sign. */
public fun Strings.sign(sign: String): String = when (sign) {
    "👍" -> chatSignGood
    "❤️" -> chatSignLove
    "🙏" -> chatSignThanks
    "😊" -> chatSignGlad
    "😢" -> chatSignSad
    else -> sign
}

/** Whose words are answered. */
public fun Strings.answered(quote: Quote): String = when {
    quote.state == QuoteState.NotHere -> chatQuoteNotHere
    quote.mine -> chatQuoteYou
    else -> chatQuoteBy(quote.name ?: chatSomeone)
}

/** The first of the words that are answered; `null` where nothing is known of them. */
public fun Strings.words(quote: Quote): String? = when (quote.state) {
    QuoteState.Here -> quote.words
    QuoteState.Deleted -> chatQuoteDeleted
    QuoteState.NotHere -> null
}

/** A sign that was put to a message, as it is spoken. */
private fun Strings.spoken(sign: MessageSign): String {
    val counted = chatSignCount(sign.count, sign(sign.sign))
    return if (sign.mine) chatSignMine(counted) else counted
}

/** Where a message stood that its sender took back. */
public fun Strings.deleted(row: ChatRow.Deleted): String =
    if (row.sender.me) chatDeletedYou else chatDeletedBy(row.sender.name)

/** The same, as it is spoken. */
public fun Strings.spoken(row: ChatRow.Deleted, moments: Moments): String = listOfNotNull(
    deleted(row),
    moments.time(row.at),
    only(row.audience),
).joinToString(" ")

/** One sentence about something that happened. */
public fun Strings.notice(notice: ChatRow.Notice): String {
    val name = notice.about?.name ?: chatSomeone
    return when (notice.kind) {
        NoticeKind.Joined -> chatJoined(name)
        NoticeKind.Left -> chatLeft(name)
        NoticeKind.JoinedCare -> chatJoinedCare(name)
        NoticeKind.LeftCare -> chatLeftCare(name)
        NoticeKind.LeftQuietly -> chatLeftQuietly(name)
        NoticeKind.YouWereRemoved -> chatYouWereRemoved
        NoticeKind.LostPlace -> maker(notice)?.let { chatLostPlaceBy(it.name) } ?: chatLostPlace
        NoticeKind.PutBack -> chatPutBack
        NoticeKind.Copied -> chatCopied
        NoticeKind.Readded -> chatReadded(name)
        NoticeKind.Unconfirmed -> chatUnconfirmed(name)
        NoticeKind.Confirmed -> chatConfirmed(name)
        NoticeKind.Unreadable -> chatUnreadable(notice.times)
        NoticeKind.NewerContent -> chatNewerContent
        NoticeKind.Withheld -> chatWithheld(name)
        NoticeKind.ShownOtherwise -> chatShownOtherwise(name)
        NoticeKind.HeldBack -> chatHeldBack
        NoticeKind.HandedOut -> chatHandedOut
        NoticeKind.Missed -> chatMissed
        NoticeKind.Resent -> chatResent(name)
        NoticeKind.Gone -> chatGone(name)
        NoticeKind.RelayRestored -> chatRelayRestored
        NoticeKind.Anew -> chatAnew
        NoticeKind.AnewLost -> chatAnewLost
        NoticeKind.AnewBlocked -> chatAnewBlocked
        NoticeKind.AnewFull -> chatAnewFull
        NoticeKind.NotSaid -> chatNotSaid
        NoticeKind.NotChanged -> chatNotChanged
        NoticeKind.LaterNotSent -> chatLaterNotSent
        NoticeKind.LaterTooLate -> chatLaterTooLate
        NoticeKind.OverNotSent -> chatOverNotSent
        NoticeKind.LeftOut -> chatLeftOut(name)
    }
}

/** What to do where something of the conversation is missing or may go wrong; `null` where there is nothing to do. */
public fun Strings.advice(kind: NoticeKind): String? = when (kind) {
    NoticeKind.Withheld -> chatWithheldAdvice
    NoticeKind.ShownOtherwise -> chatShownOtherwiseAdvice
    NoticeKind.HeldBack -> chatHeldBackAdvice
    NoticeKind.Missed -> chatMissedAdvice
    NoticeKind.Gone -> chatGoneAdvice
    NoticeKind.Unreadable -> chatUnreadableAdvice
    NoticeKind.RelayRestored -> chatRelayRestoredAdvice
    NoticeKind.PutBack -> chatPutBackAdvice
    NoticeKind.Copied -> chatCopiedAdvice
    NoticeKind.OverNotSent -> chatOverNotSentAdvice
    NoticeKind.LeftOut -> chatLeftOutAdvice
    else -> null
}

/** Whose change this device could not open; `null` where that is not known, or it was nobody's doing. */
private fun maker(notice: ChatRow.Notice): Person? =
    notice.about?.takeIf { notice.kind == NoticeKind.LostPlace && !it.me }

/** What the patient can do about whoever made what stopped this device; `null` where it was nobody's doing. */
public fun Strings.makerAdvice(notice: ChatRow.Notice): String? = maker(notice)?.let { chatLostPlaceByAdvice(it.name) }

/** What the patient can do besides, where it does not end by itself; `null` where there is no need. */
public fun Strings.wayOn(kind: NoticeKind): String? = when (kind) {
    NoticeKind.ShownOtherwise, NoticeKind.HeldBack -> chatAnewAdvice
    else -> null
}

/** What was stopped, said to the patient if the circle is [mine]. */
public fun Strings.alarm(alarm: ChatRow.Alarm, mine: Boolean = false): String {
    val name = alarm.by?.name ?: chatSomeone
    return when (alarm.refusal) {
        Refusal.StrangerAdded -> if (mine) chatAlarmStrangerYou(name) else chatAlarmStranger(name)
        Refusal.RemovedWithoutPatient -> if (mine) chatAlarmRemovedYou(name) else chatAlarmRemoved(name)
        Refusal.Kept -> chatAlarmKept(name)
        Refusal.Identity -> chatAlarmIdentity
        Refusal.OtherKey -> chatAlarmOtherKey(name)
        Refusal.LinkAnsweredTwice -> chatAlarmLinkTwice(name)
        Refusal.AnotherDevice -> chatAlarmAnotherDevice(name)
        Refusal.Other -> if (mine) toThePatient(alarm) else toOthers(alarm)
    }
}

/** What to do about what was stopped, or is not as it was. */
public fun Strings.advice(alarm: ChatRow.Alarm): String = when {
    alarm.refusal == Refusal.OtherKey || alarm.refusal == Refusal.LinkAnsweredTwice -> chatAlarmOtherKeyAdvice
    alarm.refusal == Refusal.AnotherDevice -> chatAlarmAnotherDeviceAdvice
    alarm.by == null -> chatAlarmAdvice
    else -> chatAlarmAdvicePhone
}

private fun Strings.toThePatient(alarm: ChatRow.Alarm): String =
    alarm.by?.let { chatAlarmOtherYou(it.name) } ?: chatAlarmSomeoneYou

private fun Strings.toOthers(alarm: ChatRow.Alarm): String =
    alarm.by?.let { chatAlarmOther(it.name) } ?: chatAlarmSomeone

/** A row in one line, as a list shows it: of what is for a few only, only that. */
public fun Strings.line(row: ChatRow): String = when (row) {
    is ChatRow.Message -> {
        val words = only(row.audience) ?: row.body
        if (row.sender.me) inboxLastMine(words) else inboxLastLine(sender(row.sender), words)
    }

    is ChatRow.Deleted -> {
        deleted(row)
    }

    is ChatRow.Notice -> {
        notice(row)
    }

    is ChatRow.Alarm -> {
        chatAlarmTitle
    }
}

/** For which few something is; `null` where everyone reads it. */
public fun Strings.only(audience: Audience): String? = when (audience) {
    Audience.Circle -> null
    Audience.Care -> chatOnlyClinic
    Audience.Pair -> chatOnlyPair
}

/** Who will read what is being written, said to the patient if the circle is [mine]. */
public fun Strings.readers(audience: Audience, readers: List<Person>, mine: Boolean = false): String {
    if (readers.isEmpty()) return chatReadNobody
    val names = list(readers.map(Person::name))
    return when {
        audience == Audience.Circle -> chatReadCircle(names)
        audience == Audience.Pair -> chatReadPair(names)
        mine -> chatReadCareYou(names)
        else -> chatReadCare(names)
    }
}

/** When words that wait are to be sent; of those that were not, that. */
internal fun Strings.due(later: LaterMessage, moments: Moments): String =
    if (later.unsaid != null) chatLaterUnsaid else chatLaterAt(moment(later.due, moments))

/** What a screen reader says of a message: sender, role, text, state, in that order. */
public fun Strings.spoken(message: ChatRow.Message, moments: Moments, mine: Boolean = false): String {
    val sender = if (message.sender.me) chatYou else message.sender.name
    val state = listOfNotNull(
        message.quote?.let { listOfNotNull(answered(it), words(it)).joinToString(": ") },
        chatEdited.takeIf { message.edited },
        moments.time(message.at),
        chatClockOff.takeIf { message.clockOff },
        delivery(message.delivery),
        only(message.audience),
        chatPinned.takeIf { message.pinned },
    ) + message.signs.map(::spoken)
    return listOf(sender, role(message.sender, mine), message.body, state.joinToString(", ")).joinToString(". ")
}
