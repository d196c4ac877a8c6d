package care.kith.screens.pictures

import androidx.compose.ui.ImageComposeScene
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.platform.Font
import androidx.compose.ui.unit.Density
import care.kith.screens.design.Fonts
import care.kith.screens.design.KithTheme
import care.kith.screens.design.Moments
import care.kith.screens.lock.LockScreen
import care.kith.screens.lock.LockState
import care.kith.screens.lock.LockedPerson
import care.kith.strings.Language
import org.jetbrains.skia.EncodedImageFormat
import org.junit.jupiter.api.Test
import java.io.File
import javax.swing.SwingUtilities

class FirstPicture {
    @Test
    fun `a screen is drawn`() = SwingUtilities.invokeAndWait {
        val scene = ImageComposeScene(540, 1080, Density(1.5f)) {
            KithTheme(Language.English, Still, fonts) {
                LockScreen(LockState(listOf(LockedPerson("1", "Ana")), "1"), {})
            }
        }
        val png = scene.render().encodeToData(EncodedImageFormat.PNG)!!.bytes
        File("target/pictures").mkdirs()
        File("target/pictures/lock.png").writeBytes(png)
        scene.close()
    }
}

private val fonts = Fonts(
    FontFamily(
        Font("fonts/AtkinsonHyperlegibleNext-Regular.ttf"),
        Font("fonts/AtkinsonHyperlegibleNext-Bold.ttf", FontWeight.Bold),
    ),
    FontFamily(
        Font("fonts/IBMPlexSansArabic-Regular.ttf"),
        Font("fonts/IBMPlexSansArabic-Bold.ttf", FontWeight.Bold),
    ),
)

private object Still : Moments {
    override fun now(): Long = 0

    override fun time(at: Long): String = ""

    override fun day(at: Long): String = ""

    override fun shortDay(at: Long): String = ""

    override fun daysAgo(at: Long): Int = 0
}
