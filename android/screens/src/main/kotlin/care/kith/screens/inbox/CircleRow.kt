package care.kith.screens.inbox

import androidx.compose.foundation.background
import androidx.compose.foundation.combinedClickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.foundation.text.BasicText
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.text.AnnotatedString
import androidx.compose.ui.unit.dp
import care.kith.screens.Audience
import care.kith.screens.chat.ChatRow
import care.kith.screens.chat.Standing
import care.kith.screens.chat.line
import care.kith.screens.design.Button
import care.kith.screens.design.Icon
import care.kith.screens.design.IconButton
import care.kith.screens.design.Kith
import care.kith.screens.design.Rounded
import care.kith.screens.design.SignedLine
import care.kith.screens.design.Text
import care.kith.screens.design.Weight
import care.kith.screens.design.inItsLetters
import care.kith.screens.design.secondaryClick

/** A conversation in the list. */
@Composable
internal fun CircleRow(circle: CircleItem, onEvent: (InboxEvent) -> Unit) {
    val colours = Kith.colours
    val strings = Kith.strings
    val ask = { onEvent(InboxEvent.Ask(circle.id)) }.takeIf { circle.invitation == null }
    Column(Modifier.fillMaxWidth().clip(Rounded).background(colours.surface)) {
        Row(
            Modifier
                .fillMaxWidth()
                .heightIn(min = 72.dp)
                .then(if (ask == null) Modifier else Modifier.secondaryClick(ask))
                .combinedClickable(
                    role = Role.Button,
                    onLongClickLabel = strings.inboxActions(circle.title).takeIf { ask != null },
                    onLongClick = ask,
                ) { onEvent(InboxEvent.Open(circle.id)) }
                .padding(start = 16.dp, top = 16.dp, bottom = 16.dp, end = if (ask == null) 16.dp else 4.dp),
            Arrangement.spacedBy(14.dp),
        ) {
            // With large letters the words need the whole width.
            Column {
                CircleMark(circle)
                if (Kith.largeText) ask?.let { More(circle, it) }
            }
            Column(Modifier.weight(1f), Arrangement.spacedBy(4.dp)) {
                Text(circle.title, style = Kith.type.strong, maxLines = 2)
                if (circle.mine) Text(strings.inboxMine, style = Kith.type.smallStrong, colour = colours.accent)
                LastLine(circle)
                Signs(circle)
            }
            if (!Kith.largeText) ask?.let { More(circle, it) }
        }
        if (circle.toApprove > 0) {
            Button(
                strings.inboxToApprove(circle.toApprove),
                { onEvent(InboxEvent.OpenPeople(circle.id)) },
                Modifier.padding(start = 16.dp, end = 16.dp, bottom = 16.dp),
                icon = Icon.Person,
            )
        }
        if (circle.patient != null && circle.standing == Standing.WaitingForPatient) {
            Button(
                strings.peopleCompare,
                { onEvent(InboxEvent.Compare(circle.id, circle.patient)) },
                Modifier.padding(start = 16.dp, end = 16.dp, bottom = 16.dp),
                weight = Weight.Other,
            )
        }
        if (circle.invitation != null && circle.standing != Standing.WaitingForPatient) {
            Button(
                strings.inboxForget,
                { onEvent(InboxEvent.Forget(circle.invitation)) },
                Modifier.padding(start = 16.dp, end = 16.dp, bottom = 16.dp),
                weight = Weight.Other,
            )
        }
    }
}

/** Leads to what can be done with a conversation; so do a long press and the other button of a mouse. */
@Composable
private fun More(circle: CircleItem, onAsk: () -> Unit) {
    IconButton(Icon.More, Kith.strings.inboxActions(circle.title), onAsk)
}

@Composable
private fun LastLine(circle: CircleItem) {
    val strings = Kith.strings
    val moments = Kith.moments
    val soft = Kith.colours.inkSoft
    val last = circle.last
    if (last == null) {
        Text(strings.inboxNoMessages, colour = soft)
    } else {
        if (last is ChatRow.Message && last.audience != Audience.Circle) {
            SignedLine(Icon.Lock, strings.line(last), Kith.colours.careInk, style = Kith.type.body)
        } else {
            Text(strings.line(last), colour = soft, maxLines = 2)
        }
        val whenSaid = when (moments.daysAgo(last.at)) {
            0 -> moments.time(last.at)
            1 -> strings.momentYesterday
            else -> moments.shortDay(last.at)
        }
        val arrival = strings.chatClockOff.takeIf { (last as? ChatRow.Message)?.clockOff == true }
        Text(listOfNotNull(whenSaid, arrival).joinToString(" · "), style = Kith.type.small, colour = soft)
    }
}

/** What needs to be known of a circle, each by a sign and words. */
@Composable
private fun ColumnScope.Signs(circle: CircleItem) {
    val colours = Kith.colours
    val strings = Kith.strings
    val small = Kith.type.smallStrong
    if (circle.alarm) SignedLine(Icon.Alert, strings.inboxAlarm, colours.alarmInk, style = small)
    if (circle.unread > 0) {
        Pill(strings.inboxUnread(circle.unread))
    } else if (circle.markedUnread) {
        Pill(strings.inboxMarkedUnread)
    }
    if (circle.muted) SignedLine(Icon.NoBell, strings.inboxMuted, colours.inkSoft)
    if (circle.waiting > 0) {
        SignedLine(Icon.Clock, strings.inboxWaiting(circle.waiting), colours.noticeInk, style = small)
    }
    if (circle.draft.isNotBlank()) SignedLine(Icon.Pen, draft(circle), colours.ink)
    val standing = when (circle.standing) {
        Standing.Member -> null
        Standing.WaitingForPatient -> strings.inboxWaitingForPatient
        Standing.Removed -> strings.inboxRemoved
        Standing.Declined -> strings.chatDeclinedBody
        Standing.Revoked -> strings.chatRevokedBody
        Standing.Forgotten -> strings.chatForgottenBody
        Standing.Rejoining -> strings.inboxRejoining
    }
    if (standing != null) SignedLine(Icon.Info, standing, colours.noticeInk, style = small)
}

private const val DRAFT_SHOWN = 60

/** How words begin that were not sent; of those for the clinic only, only that there are some. */
@Composable
private fun draft(circle: CircleItem): String {
    val begun = circle.draft
        .trimStart()
        .lineSequence()
        .first()
        .take(DRAFT_SHOWN)
    return when (circle.draftAudience) {
        Audience.Circle -> Kith.strings.inboxDraft(begun)
        Audience.Care -> Kith.strings.inboxDraftPrivate
        Audience.Pair -> Kith.strings.inboxDraftPair
    }
}

@Composable
private fun Pill(words: String) {
    val colours = Kith.colours
    Text(
        words,
        Modifier.background(colours.accent, Rounded).padding(horizontal = 10.dp, vertical = 2.dp),
        Kith.type.smallStrong,
        colours.onAccent,
    )
}

/** The first letter of a circle; filled where the circle is one’s own, which words say too. */
@Composable
private fun CircleMark(circle: CircleItem) {
    val colours = Kith.colours
    val size = 48.dp
    val letterSize = with(LocalDensity.current) { 20.dp.toSp() }
    val ground = if (circle.mine) colours.accent else colours.mine
    Box(Modifier.size(size).background(ground, CircleShape).clearAndSetSemantics {}, Alignment.Center) {
        BasicText(
            inItsLetters(
                AnnotatedString(
                    circle.title
                        .trim()
                        .take(1)
                        .uppercase(),
                ),
                Kith.fonts,
            ),
            style = Kith.type.strong.merge(
                color = if (circle.mine) colours.onAccent else colours.ink,
                fontSize = letterSize,
                lineHeight = letterSize,
            ),
        )
    }
}
