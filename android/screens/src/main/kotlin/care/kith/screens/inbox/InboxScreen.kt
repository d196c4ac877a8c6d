package care.kith.screens.inbox

import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.foundation.text.BasicText
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.AnnotatedString
import androidx.compose.ui.unit.dp
import care.kith.screens.Audience
import care.kith.screens.Clinic
import care.kith.screens.chat.ChatRow
import care.kith.screens.chat.Standing
import care.kith.screens.chat.line
import care.kith.screens.design.Button
import care.kith.screens.design.CallTheClinic
import care.kith.screens.design.EmergencyButton
import care.kith.screens.design.Frame
import care.kith.screens.design.Icon
import care.kith.screens.design.IconButton
import care.kith.screens.design.Kith
import care.kith.screens.design.Nothing
import care.kith.screens.design.OfflineLine
import care.kith.screens.design.ReadingWidth
import care.kith.screens.design.Rounded
import care.kith.screens.design.Sheet
import care.kith.screens.design.SignedLine
import care.kith.screens.design.Text
import care.kith.screens.design.TopNote
import care.kith.screens.design.Weight
import care.kith.screens.design.Whole
import care.kith.screens.design.inItsLetters

/** All circles, clinic by clinic. */
@Composable
public fun InboxScreen(state: InboxState, onEvent: (InboxEvent) -> Unit, modifier: Modifier = Modifier) {
    val strings = Kith.strings
    Frame(
        strings.inboxTitle,
        modifier,
        actions = {
            IconButton(Icon.Search, strings.inboxSearch, { onEvent(InboxEvent.OpenSearch) })
            IconButton(Icon.Settings, strings.inboxSettings, { onEvent(InboxEvent.OpenSettings) })
        },
    ) {
        OfflineLine(state.connection)
        Whole(state.clinics, { onEvent(InboxEvent.Resolve(it)) }) { clinics ->
            if (clinics.isEmpty()) {
                Nothing(strings.inboxEmptyTitle, strings.inboxEmptyBody) {
                    Button(strings.inboxAddFirst, { onEvent(InboxEvent.AddInvitation) }, icon = Icon.Add)
                }
            } else {
                TopNote(state.problem) { onEvent(InboxEvent.Resolve(it)) }
                Clinics(clinics, state.starting, onEvent)
            }
        }
    }
}

@Composable
private fun ColumnScope.Clinics(clinics: List<ClinicCircles>, starting: Boolean, onEvent: (InboxEvent) -> Unit) {
    Box(Modifier.weight(1f).fillMaxWidth(), Alignment.TopCenter) {
        LazyColumn(
            Modifier.widthIn(max = ReadingWidth).fillMaxSize(),
            contentPadding = PaddingValues(start = 24.dp, end = 24.dp, top = 8.dp, bottom = 32.dp),
            verticalArrangement = Arrangement.spacedBy(10.dp),
        ) {
            clinics.forEachIndexed { i, there -> atClinic(there, Modifier.apart(i > 0), starting, onEvent) }
            item("add") {
                Button(
                    Kith.strings.inboxAdd,
                    { onEvent(InboxEvent.AddInvitation) },
                    Modifier.apart(),
                    Weight.Other,
                    Icon.Add,
                )
            }
        }
    }
}

/** Farther from what stands above than things that belong together. */
private fun Modifier.apart(apart: Boolean = true) = if (apart) padding(top = 18.dp) else this

private fun LazyListScope.atClinic(
    there: ClinicCircles,
    modifier: Modifier,
    starting: Boolean,
    onEvent: (InboxEvent) -> Unit,
) {
    val id = there.clinic.id
    item("clinic $id") { ClinicHead(there.clinic, there.unreached, onEvent, modifier) }
    // Someone who was removed can wait to be let in again: the circle stands there twice.
    items(there.circles, { "$id ${it.invitation} ${it.id}" }) { CircleRow(it, onEvent) }
    if (there.mayStart) item("start $id") { Start(starting) { onEvent(InboxEvent.StartCircle(id)) } }
}

@Composable
private fun ClinicHead(clinic: Clinic, unreached: Boolean, onEvent: (InboxEvent) -> Unit, modifier: Modifier) {
    Column(modifier.fillMaxWidth(), Arrangement.spacedBy(10.dp)) {
        Text(clinic.name, Modifier.semantics { heading() }, Kith.type.heading)
        if (unreached) SignedLine(Icon.NoNetwork, Kith.strings.offlineClinic, Kith.colours.noticeInk)
        clinic.oldSince?.let {
            SignedLine(Icon.Info, Kith.strings.inboxOld(Kith.moments.day(it)), Kith.colours.noticeInk)
        }
        if (clinic.hours.isNotBlank()) {
            Text(Kith.strings.chatHours(clinic.hours), style = Kith.type.small, colour = Kith.colours.inkSoft)
        }
        EmergencyButton(clinic.emergency, { onEvent(InboxEvent.Call(it)) })
        CallTheClinic(clinic.telephone, { onEvent(InboxEvent.Call(it)) })
    }
}

@Composable
private fun Start(starting: Boolean, onStart: () -> Unit) {
    val strings = Kith.strings
    Sheet {
        Text(strings.inboxStartTitle, style = Kith.type.strong)
        Text(strings.inboxStartBody)
        Button(if (starting) strings.stateWorking else strings.inboxStart, onStart, enabled = !starting)
    }
}

@Composable
private fun CircleRow(circle: CircleItem, onEvent: (InboxEvent) -> Unit) {
    val colours = Kith.colours
    val strings = Kith.strings
    Column(Modifier.fillMaxWidth().clip(Rounded).background(colours.surface)) {
        Row(
            Modifier
                .fillMaxWidth()
                .heightIn(min = 72.dp)
                .clickable(role = Role.Button) { onEvent(InboxEvent.Open(circle.id)) }
                .semantics(mergeDescendants = true) {}
                .padding(16.dp),
            Arrangement.spacedBy(14.dp),
        ) {
            CircleMark(circle)
            Column(Modifier.weight(1f), Arrangement.spacedBy(4.dp)) {
                Text(circle.title, style = Kith.type.strong, maxLines = 2)
                if (circle.mine) Text(strings.inboxMine, style = Kith.type.smallStrong, colour = colours.accent)
                LastLine(circle)
                Signs(circle)
            }
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
    if (circle.unread > 0) Pill(strings.inboxUnread(circle.unread))
    if (circle.waiting >
        0
    ) {
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
