package care.kith.screens.qr

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import care.kith.screens.design.Kith
import care.kith.screens.design.Rounded
import care.kith.screens.welcome.Camera

/** What the [camera] sees, in a frame. */
@Composable
internal fun Finder(camera: @Composable (Modifier) -> Unit) {
    val spoken = Kith.strings.welcomeCameraSpoken
    Box(
        Modifier
            .fillMaxWidth()
            .aspectRatio(1f)
            .clip(Rounded)
            .background(Kith.colours.sunken)
            .border(4.dp, Kith.colours.accent, Rounded)
            .semantics { contentDescription = spoken },
        Alignment.Center,
    ) { camera(Modifier.fillMaxSize()) }
}

/** What to do with a camera, or without one. */
@Composable
internal fun finderHelp(camera: Camera): String = when (camera) {
    Camera.Ready -> Kith.strings.welcomeScanHelp
    Camera.NotAllowed -> Kith.strings.welcomeCameraNotAllowed
    Camera.None -> Kith.strings.welcomeCameraNone
}
