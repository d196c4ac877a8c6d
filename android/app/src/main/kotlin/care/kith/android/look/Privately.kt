package care.kith.android.look

import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.remember
import androidx.compose.ui.platform.ClipEntry
import androidx.compose.ui.platform.Clipboard
import androidx.compose.ui.platform.LocalClipboard
import care.kith.android.outside.mark

/** What is copied inside of it, a part of some words, is marked as private. */
@Composable
internal fun Privately(content: @Composable () -> Unit) {
    val clipboard = LocalClipboard.current
    val private = remember(clipboard) { PrivateClipboard(clipboard) }
    CompositionLocalProvider(LocalClipboard provides private, content = content)
}

private class PrivateClipboard(private val device: Clipboard) : Clipboard by device {
    override suspend fun setClipEntry(clipEntry: ClipEntry?) {
        clipEntry?.clipData?.mark()
        device.setClipEntry(clipEntry)
    }
}
