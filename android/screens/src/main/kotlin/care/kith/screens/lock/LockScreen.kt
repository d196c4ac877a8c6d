package care.kith.screens.lock

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.padding
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import care.kith.screens.design.Button
import care.kith.screens.design.Icon
import care.kith.screens.design.Kith
import care.kith.screens.design.Text

/** The door to the messages. */
@Composable
public fun LockScreen(state: LockState, onEvent: (LockEvent) -> Unit, modifier: Modifier = Modifier) {
    Column(modifier.fillMaxSize().padding(24.dp), Arrangement.spacedBy(24.dp, androidx.compose.ui.Alignment.Bottom)) {
        Text(Kith.strings.appName, style = Kith.type.title)
        state.chosen?.let { chosen ->
            Button(Kith.strings.chatUnread(state.people.size), { onEvent(LockEvent.Open(chosen)) }, icon = Icon.Lock)
        }
    }
}
