package care.kith.screens.inbox

import androidx.compose.runtime.Composable
import care.kith.screens.design.Ask
import care.kith.screens.design.Button
import care.kith.screens.design.Icon
import care.kith.screens.design.Kith
import care.kith.screens.design.Text
import care.kith.screens.design.Weight

/** What can be done with a conversation, each in words. */
@Composable
internal fun CircleQuestion(circle: CircleItem, onEvent: (InboxEvent) -> Unit) {
    val strings = Kith.strings
    val leave = { onEvent(InboxEvent.Cancel) }
    Ask(
        circle.title,
        leave,
        answers = {
            if (circle.unread == 0 && !circle.markedUnread) {
                val mark = { onEvent(InboxEvent.MarkUnread(circle.id)) }
                Button(strings.inboxMarkUnread, mark, weight = Weight.Other, icon = Icon.Envelope)
            }
            Button(
                if (circle.muted) strings.inboxUnmute else strings.inboxMute,
                { onEvent(InboxEvent.SetMuted(circle.id, !circle.muted)) },
                weight = Weight.Other,
                icon = if (circle.muted) Icon.Bell else Icon.NoBell,
            )
            Button(strings.actionClose, leave)
        },
    ) { Text(strings.inboxMuteHelp) }
}
