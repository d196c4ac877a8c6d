package care.kith.screens.design

import androidx.compose.ui.platform.UriHandler

/** Opens a page in the person's own browser. Answers whether there is one: a clinic's tablets may have none. */
internal fun UriHandler.opens(page: String): Boolean = try {
    openUri(page)
    true
} catch (
    @Suppress("SwallowedException") none: IllegalArgumentException,
) {
    false
} catch (
    @Suppress("SwallowedException") none: UnsupportedOperationException,
) {
    false
}
