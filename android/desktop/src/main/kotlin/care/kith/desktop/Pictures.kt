package care.kith.desktop

import androidx.compose.runtime.Composable
import androidx.compose.ui.ImageComposeScene
import androidx.compose.ui.unit.Density
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

/** A window that stands nowhere. What it shows can be drawn; it lives on from one picture to the next. */
internal class Sheet(private val content: @Composable () -> Unit) {
    private val scene by lazy {
        ImageComposeScene((WIDTH * SCALE).toInt(), (HEIGHT * SCALE).toInt(), Density(SCALE), content = content)
    }
    private var time = 0L

    /** Writes what it shows to a PNG file. */
    fun draw(file: Path) {
        // On the thread of the screens: there the effects of what is drawn do not race with it.
        SwingUtilities.invokeAndWait {
            repeat(FRAMES) { frame() }
            Files.write(file, checkNotNull(frame().encodeToData()) { "no picture" }.bytes)
        }
    }

    private fun frame() = scene.render(time).also { time += FRAME }
}

/** What the code on a picture says; `null` where there is none. */
internal fun code(picture: Path): String? {
    val image = ImageIO.read(picture.toFile()) ?: return null
    val pixels = image.getRGB(0, 0, image.width, image.height, null, 0, image.width)
    return QrCode.read(pixels, image.width, image.height)
}
