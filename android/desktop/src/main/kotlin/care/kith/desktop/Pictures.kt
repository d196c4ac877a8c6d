package care.kith.desktop

import androidx.compose.runtime.Composable
import androidx.compose.ui.ImageComposeScene
import androidx.compose.ui.unit.Density
import androidx.compose.ui.use
import care.kith.screens.qr.QrCode
import java.nio.file.Files
import java.nio.file.Path
import javax.imageio.ImageIO
import javax.swing.SwingUtilities

private const val WIDTH = 1100
private const val HEIGHT = 760
private const val SCALE = 1.5f

/** Nanoseconds from one frame to the next. */
private const val FRAME = 50_000_000L

/** How many frames are drawn before the picture is taken: lists find their place in the first ones. */
private const val FRAMES = 12

/** Draws [content] without a window and writes it to a PNG file. */
internal fun picture(file: Path, content: @Composable () -> Unit) {
    // On the thread of the screens: there the effects of what is drawn do not race with it.
    SwingUtilities.invokeAndWait {
        val (width, height) = (WIDTH * SCALE).toInt() to (HEIGHT * SCALE).toInt()
        ImageComposeScene(width, height, Density(SCALE), content = content).use { scene ->
            repeat(FRAMES) { frame -> scene.render(frame * FRAME) }
            val png = checkNotNull(scene.render(FRAMES * FRAME).encodeToData()) { "no picture" }
            Files.write(file, png.bytes)
        }
    }
}

/** What the code on a picture says; `null` where there is none. */
internal fun code(picture: Path): String? {
    val image = ImageIO.read(picture.toFile()) ?: return null
    val pixels = image.getRGB(0, 0, image.width, image.height, null, 0, image.width)
    return QrCode.read(pixels, image.width, image.height)
}
