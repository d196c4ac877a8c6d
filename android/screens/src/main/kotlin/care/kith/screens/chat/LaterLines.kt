package care.kith.screens.chat

import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.unit.dp
import care.kith.screens.Audience
import care.kith.screens.design.ChatWidth
import care.kith.screens.design.Icon
import care.kith.screens.design.Kith
import care.kith.screens.design.ReadersMark
import care.kith.screens.design.Rounded
import care.kith.screens.design.Sign
import care.kith.screens.design.SignedLine
import care.kith.screens.design.Text

/** Above the field: what waits for its time. What was not sent comes first. */
@Composable
internal fun LaterLine(later: List<LaterMessage>, onEvent: (ChatEvent) -> Unit) {
    val next = later.find { it.unsaid != null } ?: later.first()
    val one = later.size == 1
    val question = if (one) ChatQuestion.Later(next.id) else ChatQuestion.AllLater
    val (ground, ink) = look(next)
    Box(Modifier.fillMaxWidth().background(ground), Alignment.Center) {
        Row(
            Modifier
                .widthIn(max = ChatWidth + 32.dp)
                .fillMaxWidth()
                .heightIn(min = 48.dp)
                .clickable(role = Role.Button) { onEvent(ChatEvent.Ask(question)) }
                .padding(horizontal = 16.dp, vertical = 8.dp),
            Arrangement.spacedBy(10.dp),
            Alignment.CenterVertically,
        ) {
            Sign(icon(next), colour = ink, size = 20.dp)
            Column(Modifier.weight(1f)) {
                // What was not sent says so first, whatever else waits.
                val counts = !one && next.unsaid == null
                if (counts) Text(Kith.strings.chatLaterMany(later.size), style = Kith.type.smallStrong, colour = ink)
                val style = if (counts) Kith.type.small else Kith.type.smallStrong
                Text(Kith.strings.due(next, Kith.moments), style = style, colour = ink)
                if (!counts) Text(next.body, style = Kith.type.small, maxLines = if (Kith.largeText) 1 else 2)
            }
            Sign(Icon.After, colour = ink, size = 20.dp)
        }
    }
}

/** One of what waits, in a list of them. */
@Composable
internal fun LaterRow(later: LaterMessage, onEvent: (ChatEvent) -> Unit) {
    val (ground, ink) = look(later)
    Column(
        Modifier
            .fillMaxWidth()
            .heightIn(min = 56.dp)
            .clip(Rounded)
            .background(ground)
            .clickable(role = Role.Button) { onEvent(ChatEvent.Ask(ChatQuestion.Later(later.id))) }
            .padding(horizontal = 16.dp, vertical = 12.dp),
        Arrangement.spacedBy(4.dp),
    ) {
        SignedLine(icon(later), Kith.strings.due(later, Kith.moments), ink, style = Kith.type.smallStrong)
        if (later.audience == Audience.Care) ReadersMark(later.audience)
        Text(later.body, maxLines = 2)
    }
}

@Composable
private fun look(later: LaterMessage): Pair<Color, Color> = when {
    later.unsaid != null -> Kith.colours.notice to Kith.colours.noticeInk
    later.audience == Audience.Care -> Kith.colours.care to Kith.colours.careInk
    else -> Kith.colours.mine to Kith.colours.accent
}

private fun icon(later: LaterMessage) = if (later.unsaid != null) Icon.Alert else Icon.Clock
