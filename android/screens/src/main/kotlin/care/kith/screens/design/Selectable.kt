package care.kith.screens.design

import androidx.compose.foundation.text.selection.SelectionContainer
import androidx.compose.runtime.Composable

/** Words of which a part can be chosen and copied, as the platform does it. */
@Composable
internal fun Selectable(content: @Composable () -> Unit) {
    Kith.copying { SelectionContainer(content = content) }
}
