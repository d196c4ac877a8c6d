package care.kith.screens.chat

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.semantics.stateDescription
import androidx.compose.ui.unit.dp
import care.kith.screens.design.Icon
import care.kith.screens.design.Kith
import care.kith.screens.design.Rounded
import care.kith.screens.design.Sign
import care.kith.screens.design.Text
import kotlinx.coroutines.delay

/**
 * Under one's own newest message, for as long as it can be taken back at once. Afterwards its room stays empty until
 * another row is the [last], which moves the list anyway: nothing goes away from under a finger.
 */
@Composable
internal fun UndoLine(message: ChatRow.Message, last: Long, onEvent: (ChatEvent) -> Unit) {
    val until = message.undoUntil ?: return
    val moments = Kith.moments
    val room = remember(message.id, last) { moments.now() <= until }
    if (!room) return
    var open by remember(message.id, last) { mutableStateOf(true) }
    LaunchedEffect(message.id, last, until) {
        delay(until - moments.now() + 1)
        open = false
    }
    Box(Modifier.fillMaxWidth().heightIn(min = 52.dp).padding(top = 4.dp), Alignment.CenterEnd) {
        if (open) UndoButton { onEvent(ChatEvent.Undo(message.id)) }
    }
}

@Composable
private fun UndoButton(onUndo: () -> Unit) {
    val hint = Kith.strings.chatUndoHint
    Row(
        Modifier
            .heightIn(min = 48.dp)
            .clip(Rounded)
            .clickable(role = Role.Button, onClick = onUndo)
            .semantics {
                liveRegion = LiveRegionMode.Polite
                stateDescription = hint
            }.padding(horizontal = 16.dp, vertical = 8.dp),
        Arrangement.spacedBy(8.dp),
        Alignment.CenterVertically,
    ) {
        Sign(Icon.Undo, colour = Kith.colours.accent, size = 20.dp)
        Text(Kith.strings.chatUndo, style = Kith.type.smallStrong, colour = Kith.colours.accent)
    }
}
