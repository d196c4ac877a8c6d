package care.kith.screens.chat

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.combinedClickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.CustomAccessibilityAction
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.customActions
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.hideFromAccessibility
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.AnnotatedString
import androidx.compose.ui.text.SpanStyle
import androidx.compose.ui.text.buildAnnotatedString
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.text.style.TextDecoration
import androidx.compose.ui.unit.dp
import care.kith.screens.Audience
import care.kith.screens.design.Button
import care.kith.screens.design.Icon
import care.kith.screens.design.Kith
import care.kith.screens.design.RoleMark
import care.kith.screens.design.Rounded
import care.kith.screens.design.Rule
import care.kith.screens.design.Sheet
import care.kith.screens.design.Sign
import care.kith.screens.design.SignedLine
import care.kith.screens.design.Text
import care.kith.screens.design.Weight
import care.kith.screens.design.role
import care.kith.screens.design.secondaryClick
import care.kith.strings.day

@Composable
internal fun DayLine(at: Long, onEvent: (ChatEvent) -> Unit) {
    val ask = { onEvent(ChatEvent.Ask(ChatQuestion.Day(at))) }
    Box(Modifier.fillMaxWidth().padding(top = 8.dp), Alignment.Center) {
        Row(
            Modifier
                .heightIn(min = 48.dp)
                .clip(Rounded)
                .clickable(onClickLabel = Kith.strings.chatDay, role = Role.Button, onClick = ask)
                .semantics { heading() }
                .padding(horizontal = 16.dp),
            Arrangement.spacedBy(8.dp),
            Alignment.CenterVertically,
        ) {
            Sign(Icon.Calendar, colour = Kith.colours.inkSoft, size = 20.dp)
            Text(
                Kith.strings.day(at, Kith.moments),
                style = Kith.type.smallStrong,
                colour = Kith.colours.inkSoft,
            )
        }
    }
}

@Composable
internal fun UnreadLine(count: Int) {
    Row(
        Modifier.fillMaxWidth().padding(top = 16.dp, bottom = 8.dp).semantics(mergeDescendants = true) { heading() },
        Arrangement.spacedBy(12.dp),
        Alignment.CenterVertically,
    ) {
        Rule(Modifier.weight(1f))
        Sign(Icon.Down, colour = Kith.colours.accent, size = 18.dp)
        Text(Kith.strings.chatUnread(count), style = Kith.type.smallStrong, colour = Kith.colours.accent)
        Rule(Modifier.weight(1f))
    }
}

/** Someone's words. A click, a long press and the keyboard open the same few actions. */
@Composable
internal fun MessageRow(
    message: ChatRow.Message,
    first: Boolean,
    marked: Boolean,
    reached: Boolean,
    onEvent: (ChatEvent) -> Unit,
) {
    val mine = message.sender.me
    Row(
        Modifier.fillMaxWidth().padding(top = if (first) 14.dp else 4.dp),
        Arrangement.spacedBy(10.dp, if (mine) Alignment.End else Alignment.Start),
    ) {
        // Only the words stand at the side on a narrow screen: the mark has its place beside the name.
        Column(
            Modifier.weight(1f).padding(start = if (mine) 40.dp else 0.dp, end = if (mine) 0.dp else 24.dp),
            horizontalAlignment = if (mine) Alignment.End else Alignment.Start,
        ) {
            if (first && !mine) SenderLine(message)
            Bubble(message, first, marked, reached, onEvent)
            if (Act.WriteAgain in message.may) {
                Button(
                    Kith.strings.chatWriteAgain,
                    { onEvent(ChatEvent.WriteAgain(message.id)) },
                    Modifier.padding(top = 8.dp).widthIn(max = 320.dp),
                    Weight.Other,
                    Icon.Pen,
                )
            }
        }
    }
}

@Composable
private fun SenderLine(message: ChatRow.Message) {
    // A screen reader hears it with the words: the bubble says who.
    val seen = Modifier.semantics { hideFromAccessibility() }
    Row(Modifier.padding(bottom = 6.dp), Arrangement.spacedBy(10.dp), Alignment.CenterVertically) {
        RoleMark(message.sender, size = 36.dp)
        Column {
            Text(message.sender.name, seen, Kith.type.smallStrong)
            Text(Kith.strings.role(message.sender, Kith.mine), seen, Kith.type.small, Kith.colours.inkSoft)
        }
    }
}

@Composable
private fun Bubble(
    message: ChatRow.Message,
    first: Boolean,
    marked: Boolean,
    reached: Boolean,
    onEvent: (ChatEvent) -> Unit,
) {
    val colours = Kith.colours
    val strings = Kith.strings
    val mine = message.sender.me
    val care = message.audience == Audience.Care
    val shape = RoundedCornerShape(
        topStart = if (first && !mine) 4.dp else 16.dp,
        topEnd = if (first && mine) 4.dp else 16.dp,
        bottomStart = 16.dp,
        bottomEnd = 16.dp,
    )
    val edge = when {
        marked -> Modifier.border(3.dp, colours.focus, shape)
        care -> Modifier.border(2.dp, colours.careInk, shape)
        else -> Modifier.border(1.dp, colours.line, shape)
    }
    val spoken = strings.spoken(message, Kith.moments, Kith.mine)
    val actions = eventsOf(message, Kith.moments.now()).map { event ->
        CustomAccessibilityAction(strings.label(event)) {
            onEvent(event)
            true
        }
    }
    val open = { onEvent(ChatEvent.Ask(ChatQuestion.Actions(message.id))) }
    Column(
        Modifier
            .widthIn(max = 520.dp)
            .heightIn(min = 48.dp)
            .clip(shape)
            .background(
                if (care) {
                    colours.care
                } else if (mine) {
                    colours.mine
                } else {
                    colours.surface
                },
            ).then(edge)
            .secondaryClick(open)
            .combinedClickable(onClickLabel = strings.chatActions, onLongClick = open, onClick = open)
            .semantics(mergeDescendants = true) {
                contentDescription = spoken
                customActions = actions
            }.padding(horizontal = 16.dp, vertical = 10.dp),
        Arrangement.spacedBy(4.dp),
    ) {
        if (care) SignedLine(Icon.Lock, strings.audienceCare, colours.careInk, style = Kith.type.smallStrong)
        if (message.pinned) {
            SignedLine(Icon.Flag, strings.chatPinned, colours.accent, style = Kith.type.smallStrong)
        }
        message.quote?.let { QuoteLines(it) }
        Text(styled(message))
        StateLine(message, inWords = reached)
        if (message.signs.isNotEmpty()) SignsLine(message.signs)
    }
}

/** The words, with a line under what leads somewhere, and names in heavy letters. */
internal fun styled(message: ChatRow.Message): AnnotatedString = buildAnnotatedString {
    append(message.body)
    message.live.forEach {
        addStyle(SpanStyle(textDecoration = TextDecoration.Underline), it.words.first, it.words.last + 1)
    }
    message.named.forEach { addStyle(SpanStyle(fontWeight = FontWeight.Bold), it.first, it.last + 1) }
}

/** When it was said, and how far it has come: of what went out by a sign alone, but for one's own newest. */
@Composable
private fun ColumnScope.StateLine(message: ChatRow.Message, inWords: Boolean) {
    val colours = Kith.colours
    val says = inWords || message.delivery == Delivery.Waiting || message.delivery == Delivery.Refused
    val words = Kith.strings.delivery(message.delivery).takeIf { says }
    val edited = Kith.strings.chatEdited.takeIf { message.edited }
    val arrival = Kith.strings.chatClockOff.takeIf { message.clockOff }
    val icon = when (message.delivery) {
        Delivery.Waiting -> Icon.Clock
        Delivery.Sent -> Icon.Check
        Delivery.Delivered -> Icon.CheckTwice
        Delivery.Seen -> Icon.Eye
        Delivery.Refused -> Icon.Alert
        Delivery.Received -> null
    }
    val ink = when (message.delivery) {
        Delivery.Refused -> colours.alarmInk
        Delivery.Waiting -> colours.noticeInk
        else -> colours.inkSoft
    }
    val ground = when (message.delivery) {
        Delivery.Refused -> Modifier.background(colours.alarm, Rounded).padding(horizontal = 8.dp, vertical = 2.dp)
        Delivery.Waiting -> Modifier.background(colours.notice, Rounded).padding(horizontal = 8.dp, vertical = 2.dp)
        else -> Modifier
    }
    Box(Modifier.align(Alignment.End)) {
        Row(ground, Arrangement.spacedBy(6.dp), Alignment.CenterVertically) {
            if (icon != null) Sign(icon, colour = ink, size = 16.dp)
            Text(
                listOfNotNull(edited, Kith.moments.time(message.at), arrival, words).joinToString(" · "),
                style = Kith.type.small,
                colour = ink,
            )
        }
    }
}
