package care.kith.desktop

import androidx.compose.ui.input.key.Key
import androidx.compose.ui.input.key.KeyEvent
import androidx.compose.ui.input.key.KeyEventType
import androidx.compose.ui.input.key.isCtrlPressed
import androidx.compose.ui.input.key.isMetaPressed
import androidx.compose.ui.input.key.key
import androidx.compose.ui.input.key.type
import care.kith.screens.chat.ChatEvent
import care.kith.screens.inbox.InboxEvent

/** What keys do wherever one is: Escape goes back, Ctrl F (on a Mac, ⌘ F) searches. Answers whether this one did. */
internal fun Desk.does(event: KeyEvent): Boolean {
    if (event.type != KeyEventType.KeyDown) return false
    val open = view.value
    return when {
        event.key == Key.Escape -> open?.back() != null
        event.key == Key.F && (event.isCtrlPressed || event.isMetaPressed) -> searches(open)
        else -> false
    }
}

/** In the conversation that is open; else in all of them. Not where someone is on their way in. */
private fun Desk.searches(open: View?): Boolean {
    when {
        open is View.Chat -> open.holder.onEvent(ChatEvent.OpenSearch)
        open is View.Search || open?.whole == true -> return false
        else -> inbox.onEvent(InboxEvent.OpenSearch)
    }
    return true
}
