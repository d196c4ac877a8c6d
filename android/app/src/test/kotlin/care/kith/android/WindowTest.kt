package care.kith.android

import android.Manifest
import android.app.Activity
import android.app.LocaleManager
import android.content.Intent
import android.graphics.Bitmap
import android.graphics.Color
import android.graphics.Insets
import android.net.Uri
import android.os.LocaleList
import android.view.WindowInsets
import androidx.activity.BackEventCompat
import androidx.compose.ui.test.onNodeWithText
import care.kith.android.device.Phone
import care.kith.android.look.keepWindowPrivate
import care.kith.screens.qr.QrCode
import care.kith.strings.Language
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.xmlpull.v1.XmlPullParser
import java.io.ByteArrayOutputStream

/** What the window owes the device: bars, the way back, its language, what others hand to it. */
@RunWith(RobolectricTestRunner::class)
internal class WindowTest {
    @get:Rule
    val phone = Phone()

    private val activity get() = phone.window.get()

    internal class Watched : Activity() {
        var inRecents: Boolean? = null

        override fun setRecentsScreenshotEnabled(enabled: Boolean) {
            inRecents = enabled
        }
    }

    @Test
    fun `is not pictured in the list of recent apps`() {
        val watched = Robolectric.buildActivity(Watched::class.java).get()
        keepWindowPrivate(watched)
        assertEquals(false, watched.inRecents)
    }

    @Test
    fun `reaches to the edges, and puts nothing under a bar or the keyboard`() {
        phone.opens()
        phone.sees(phone.words.appName)

        fun top() = phone.screen
            .onNodeWithText(phone.words.appName)
            .fetchSemanticsNode()
            .boundsInWindow.top
        val before = top()
        val bars = Insets.of(0, BAR, 0, 0)
        activity.window.decorView.dispatchApplyWindowInsets(
            WindowInsets.Builder().setInsets(WindowInsets.Type.systemBars(), bars).build(),
        )
        phone.screen.waitForIdle()
        assertEquals(BAR.toFloat(), top() - before, 1f)
    }

    @Test
    fun `the way back can be looked at before it is gone, and leaves the app at its first page`() {
        phone.enrols()
        val back = activity.onBackPressedDispatcher
        // The system shows what lies behind the app itself.
        assertFalse(back.hasEnabledCallbacks())
        phone.touches("Marta's circle")
        phone.writes("A draft")
        assertTrue(back.hasEnabledCallbacks())
        activity.runOnUiThread {
            back.dispatchOnBackStarted(BackEventCompat(0f, 0f, 0f, BackEventCompat.EDGE_LEFT))
            back.dispatchOnBackProgressed(BackEventCompat(0f, 0f, 0.4f, BackEventCompat.EDGE_LEFT))
            back.dispatchOnBackCancelled()
        }
        phone.sees("A draft")
        activity.runOnUiThread { back.onBackPressed() }
        phone.sees(phone.words.inboxTitle)
        assertFalse(back.hasEnabledCallbacks())
    }

    @Test
    fun `asks whether it may tell of messages once, when there are circles to hear from`() {
        phone.opens()
        phone.sees(phone.words.welcomeTitle)
        assertNull(shadowOf(activity).lastRequestedPermission)
        phone.enrols()
        phone.waits("the question") { shadowOf(activity).lastRequestedPermission != null }
        assertEquals(
            listOf(Manifest.permission.POST_NOTIFICATIONS),
            shadowOf(activity).lastRequestedPermission.requestedPermissions.toList(),
        )
        phone.restarts()
        phone.isRecognised()
        phone.sees("Marta's circle")
        assertNull(shadowOf(activity).lastRequestedPermission)
    }

    @Test
    fun `speaks the language that was chosen for it, here or in the device's settings`() {
        phone.opens()
        phone.touches(Language.Spanish.ownName)
        phone.sees(Language.Spanish.strings.welcomeTitle)
        val device = phone.kith.systemService<LocaleManager>()
        assertEquals("es", device.applicationLocales.toLanguageTags())
        phone.leaves()
        device.applicationLocales = LocaleList.forLanguageTags("ar")
        phone.returns()
        phone.sees(Language.Arabic.strings.welcomeTitle)
        assertEquals(Language.Arabic, phone.kith.language)
    }

    @Test
    fun `the device offers every language that it speaks`() {
        val offered = mutableListOf<String>()
        val config = phone.kith.resources.getXml(R.xml.locales_config)
        while (config.next() != XmlPullParser.END_DOCUMENT) {
            if (config.eventType == XmlPullParser.START_TAG && config.name == "locale") {
                offered += config.getAttributeValue(0)
            }
        }
        assertEquals(Language.offered.map { it.tag }, offered)
    }

    @Test
    fun `a picture of a code from another app is read`() {
        val link = phone.others { it.patient("Marta").invites(care.kith.core.Role.FAMILY, "daughter") }
        phone.opens(sharing(picture(link)))
        phone.sees(phone.words.consentAgree)
    }

    @Test
    fun `a picture without a code is said to have none`() {
        phone.opens(sharing(Bitmap.createBitmap(200, 200, Bitmap.Config.ARGB_8888)))
        phone.sees(phone.words.problemNotALink)
    }

    private fun sharing(picture: Bitmap): Intent {
        val bytes = ByteArrayOutputStream()
        picture.compress(Bitmap.CompressFormat.PNG, 100, bytes)
        val uri = Uri.parse("content://pictures/1")
        shadowOf(phone.kith.contentResolver).registerInputStreamSupplier(uri) { bytes.toByteArray().inputStream() }
        return Intent(Intent.ACTION_SEND).setType("image/png").putExtra(Intent.EXTRA_STREAM, uri)
    }

    private fun picture(text: String): Bitmap {
        val code = QrCode.of(text)
        val side = (code.size + 2 * QUIET) * SQUARE
        val picture = Bitmap.createBitmap(side, side, Bitmap.Config.ARGB_8888)
        for (y in 0 until side) {
            for (x in 0 until side) {
                val (column, row) = x / SQUARE - QUIET to y / SQUARE - QUIET
                val isDark = column in 0 until code.size && row in 0 until code.size && code.isDark(column, row)
                picture.setPixel(x, y, if (isDark) Color.BLACK else Color.WHITE)
            }
        }
        return picture
    }

    private companion object {
        const val BAR = 90
        const val QUIET = 4
        const val SQUARE = 6
    }
}
