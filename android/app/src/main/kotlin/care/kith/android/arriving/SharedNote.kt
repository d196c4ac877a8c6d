package care.kith.android.arriving

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.text.BasicText
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import care.kith.screens.Problem
import care.kith.screens.design.Kith
import care.kith.screens.design.sentence

/**
 * Words from another app.
 *
 * @property problem why they could not be put where they were to go.
 */
internal data class SharedWords(val words: String, val problem: Problem? = null)

/** Above the list of circles: says that words from another app wait for one to be chosen, or why they still wait. */
@Composable
internal fun SharedNote(shared: SharedWords?, content: @Composable () -> Unit) {
    Column {
        if (shared != null) {
            BasicText(
                shared.problem?.let(Kith.strings::sentence) ?: Kith.strings.deviceShareWhere,
                Modifier
                    .fillMaxWidth()
                    .background(Kith.colours.notice)
                    .padding(horizontal = 24.dp, vertical = 12.dp)
                    .semantics { liveRegion = LiveRegionMode.Polite },
                style = Kith.type.strong.copy(color = Kith.colours.noticeInk),
            )
        }
        Box(Modifier.weight(1f)) { content() }
    }
}
