package care.kith.android.navigation

import androidx.compose.runtime.Composable
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.cancel

/**
 * A screen that is open.
 *
 * @property place `null` for the lock, which is no place to come back to.
 * @property back what the device's way back does here; answers whether it did anything.
 * @property codeRead what a code says that was found in a picture.
 * @property cameraChanged the person may have allowed the camera, or taken it back.
 * @param scope what the screen does ends with it.
 */
internal class Page(
    val place: Place?,
    private val scope: CoroutineScope,
    val back: (() -> Boolean)? = null,
    val codeRead: (String) -> Unit = {},
    val cameraChanged: () -> Unit = {},
    val content: @Composable () -> Unit,
) {
    fun close() = scope.cancel()
}
