package care.kith.android.camera

import android.view.TextureView
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.viewinterop.AndroidView
import androidx.lifecycle.compose.LifecycleStartEffect

/** What the camera sees, for as long as it is on the screen. */
@Composable
internal fun Finder(onCode: (String) -> Unit, modifier: Modifier) {
    val context = LocalContext.current
    val view = remember { TextureView(context) }
    val camera = remember { CodeCamera(context.applicationContext, onCode) }
    LifecycleStartEffect(camera) {
        camera.start(view)
        onStopOrDispose { camera.stop() }
    }
    AndroidView({ view }, modifier)
}
