package care.kith.screens.design

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.input.key.Key
import androidx.compose.ui.input.key.KeyEventType
import androidx.compose.ui.input.key.key
import androidx.compose.ui.input.key.onPreviewKeyEvent
import androidx.compose.ui.input.key.type
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.paneTitle
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import androidx.compose.ui.window.Dialog
import androidx.compose.ui.window.DialogProperties

/** Stands over the screen until it is answered or left; Escape leaves it. */
@Composable
internal fun Ask(title: String, onLeave: () -> Unit, content: @Composable ColumnScope.() -> Unit) {
    Dialog(onLeave, DialogProperties(usePlatformDefaultWidth = false)) {
        Column(
            Modifier
                .onPreviewKeyEvent { event ->
                    val leaves = event.key == Key.Escape
                    if (leaves && event.type == KeyEventType.KeyDown) onLeave()
                    leaves
                }.padding(16.dp)
                .widthIn(max = 480.dp)
                .fillMaxWidth()
                .background(Kith.colours.ground, Rounded)
                .semantics { paneTitle = title }
                .verticalScroll(rememberScrollState())
                .padding(24.dp),
            Arrangement.spacedBy(16.dp),
        ) {
            Text(title, Modifier.semantics { heading() }, Kith.type.heading)
            content()
        }
    }
}
