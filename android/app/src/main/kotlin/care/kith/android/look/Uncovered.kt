package care.kith.android.look

import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.ui.platform.LocalView

/**
 * As long as this stands in a window, no touch counts there that goes through something that another app has put over
 * it: it could hide what is said yes to. Elsewhere such touches count, since filters for the night lie over everything.
 */
@Composable
internal fun Uncovered() {
    val here = LocalView.current
    DisposableEffect(here) {
        val window = here.rootView
        window.filterTouchesWhenObscured = true
        onDispose { window.filterTouchesWhenObscured = false }
    }
}
