package care.kith.android

import android.app.Notification
import android.app.NotificationManager
import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.view.View
import android.widget.FrameLayout
import androidx.compose.ui.graphics.asAndroidBitmap
import androidx.compose.ui.test.captureToImage
import androidx.compose.ui.test.onRoot
import care.kith.android.device.Phone
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import java.io.File

/** Pictures of the real window, to be looked at: each is left in the folder `kith.pictures`. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(qualifiers = "w411dp-h891dp-420dpi")
internal class PicturesTest {
    @get:Rule
    val phone = Phone()

    private val folder = File(System.getProperty("kith.pictures", "pictures"))

    @Test
    fun `the first page`() {
        phone.opens()
        phone.sees(phone.words.welcomeTitle)
        window("welcome")
    }

    @Test
    fun `the list, a conversation, a notification, the lock`() {
        val marta = phone.enrols("Ana")
        window("inbox")
        phone.touches("Marta's circle")
        phone.others { marta.says("How are you, my dear?") }
        phone.sees("How are you, my dear?")
        phone.writes("Well. I come at six.")
        phone.touchesIcon(phone.words.chatSend)
        phone.others { marta.reads("Well. I come at six.") }
        window("chat")
        phone.leaves()
        phone.others { marta.says("The results are here") }
        val shown = shadowOf(phone.kith.systemService<NotificationManager>())
        phone.waits("a notification") { shown.allNotifications.isNotEmpty() }
        val notification = shown.allNotifications.single()
        notification("notification", notification)
        notification("notification-locked", notification.publicVersion)
        phone.restarts()
        phone.sees(phone.words.lockAsking)
        window("lock")
    }

    private fun window(name: String) {
        phone.screen.waitForIdle()
        keep(
            name,
            phone.screen
                .onRoot()
                .captureToImage()
                .asAndroidBitmap(),
        )
    }

    /** As the system's own template draws it. */
    private fun notification(name: String, notification: Notification) {
        @Suppress("DEPRECATION")
        val views = Notification.Builder.recoverBuilder(phone.kith, notification).createContentView()
        val view = views.apply(phone.kith, FrameLayout(phone.kith))
        view.measure(
            View.MeasureSpec.makeMeasureSpec(WIDTH, View.MeasureSpec.EXACTLY),
            View.MeasureSpec.makeMeasureSpec(0, View.MeasureSpec.UNSPECIFIED),
        )
        view.layout(0, 0, WIDTH, view.measuredHeight)
        val picture = Bitmap.createBitmap(WIDTH, view.measuredHeight, Bitmap.Config.ARGB_8888)
        view.draw(Canvas(picture).apply { drawColor(Color.WHITE) })
        keep(name, picture)
    }

    private fun keep(name: String, picture: Bitmap) {
        folder.mkdirs()
        folder.resolve("$name.png").outputStream().use { picture.compress(Bitmap.CompressFormat.PNG, 100, it) }
        val colours = (0 until picture.height step 8).flatMap { y ->
            (0 until picture.width step 8).map { x -> picture.getPixel(x, y) }
        }
        assertTrue("$name is drawn", colours.toSet().size > 2)
    }

    private companion object {
        const val WIDTH = 1000
    }
}
