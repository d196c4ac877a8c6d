package care.kith.android

import android.content.ClipboardManager
import android.content.Intent
import android.net.Uri
import android.os.SystemClock
import android.provider.Settings
import android.view.MotionEvent
import android.view.View
import android.view.ViewGroup
import android.view.inputmethod.EditorInfo
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import care.kith.android.device.Phone
import care.kith.core.Role
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.shadows.ShadowDialog
import org.robolectric.shadows.ShadowToast
import java.time.Instant
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.util.Locale
import java.util.TimeZone

/** What the app asks of the device around it: of its keyboard, of other apps over it, of its clock. */
@RunWith(RobolectricTestRunner::class)
internal class PrivacyTest {
    @get:Rule
    val phone = Phone()

    private val activity get() = phone.window.get()
    private val zone = TimeZone.getDefault()

    @After
    fun `the zone is as it was`() = TimeZone.setDefault(zone)

    @Test
    fun `the keyboard learns nothing from what is typed`() {
        phone.enrols()
        phone.touches("Marta's circle")
        phone.waits("the field") {
            phone.screen
                .onAllNodes(hasSetTextAction())
                .fetchSemanticsNodes()
                .isNotEmpty()
        }
        phone.screen.onNode(hasSetTextAction()).performClick()
        val asked = EditorInfo()
        phone.waits("the keyboard") {
            views(
                activity.window.decorView,
            ).any { it.onCheckIsTextEditor() && it.onCreateInputConnection(asked) != null }
        }
        val learnsNothing = EditorInfo.IME_FLAG_NO_PERSONALIZED_LEARNING
        assertEquals(learnsNothing, asked.imeOptions and learnsNothing)
    }

    private fun views(view: View): List<View> =
        listOf(view) + ((view as? ViewGroup)?.let { group -> List(group.childCount, group::getChildAt) } ?: emptyList())
            .flatMap(::views)

    @Test
    fun `consent takes no touch through what lies over it`() {
        val link = phone.others { it.patient("Marta").invites(Role.FAMILY, "daughter") }
        phone.opens(Intent(Intent.ACTION_VIEW, Uri.parse(link)))
        phone.sees(phone.words.consentAgree)
        phone.writes("Ana")
        val agree = middle(phone.words.consentAgree)
        // What lies over the button, and what lies beside it, over the names.
        listOf(MotionEvent.FLAG_WINDOW_IS_OBSCURED, MotionEvent.FLAG_WINDOW_IS_PARTIALLY_OBSCURED).forEach { covered ->
            ShadowToast.reset()
            touch(activity.window.decorView, agree, covered)
            phone.screen.waitForIdle()
            phone.sees(phone.words.consentAgree)
            // It is said why nothing happens.
            assertEquals(phone.words.deviceCovered, ShadowToast.getTextOfLatestToast())
        }
        ShadowToast.reset()
        // The same touch with nothing over it.
        touch(activity.window.decorView, agree, flags = 0)
        phone.sees(phone.words.consentWaitingTitle)
        assertNull(ShadowToast.getTextOfLatestToast())
    }

    @Test
    fun `approval takes no touch through what lies over it, and other screens do`() {
        val link = phone.others { it.relay.invitePatient() }
        phone.opens(Intent(Intent.ACTION_VIEW, Uri.parse(link)))
        phone.agrees("Marta")
        phone.touches(phone.words.inboxStart)
        phone.touchesIcon(phone.words.peopleTitle)
        phone.touches(phone.words.peopleInvite)
        phone.touches(phone.words.roleFamily)
        phone.touches(phone.words.inviteMake)
        phone.sees(phone.words.inviteMadeTitle)
        phone.touches(phone.words.inviteCopy)
        val copied = phone.kith.systemService<ClipboardManager>().primaryClip
        val given = checkNotNull(copied).getItemAt(0).text.toString()
        phone.others { it.resident("Ana").redeems(given) }
        phone.touches(phone.words.inviteDone)
        phone.touches(phone.words.peopleApprove)
        phone.sees(phone.words.peopleAskApproveBody)
        val question = checkNotNull(ShadowDialog.getLatestDialog().window).decorView
        assertTrue(question.filterTouchesWhenObscured)
        // A filter for the night lies over everything: what gives nothing away goes on under it.
        assertFalse(activity.window.decorView.filterTouchesWhenObscured)
    }

    @Test
    fun `times are said as the device's settings say, as they change`() {
        val marta = phone.enrols()
        phone.others { marta.says("Good night.") }
        phone.sees("Good night.", part = true)
        val at = phone.others {
            marta
                .circle()
                .last
                ?.sentAt
                ?.toLong()
        }
        shows(checkNotNull(at), "h:mm a")
        Settings.System.putString(activity.contentResolver, Settings.System.TIME_12_24, "24")
        activity.sendBroadcast(Intent(Intent.ACTION_TIME_CHANGED))
        shows(at, "H:mm")
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"))
        activity.sendBroadcast(Intent(Intent.ACTION_TIMEZONE_CHANGED))
        shows(at, "H:mm")
    }

    private fun shows(at: Long, pattern: String) = phone.sees(
        DateTimeFormatter
            .ofPattern(
                pattern,
                Locale.ENGLISH,
            ).format(Instant.ofEpochMilli(at).atZone(ZoneId.systemDefault())),
    )

    private fun middle(words: String): Offset {
        val node = phone.screen.onAllNodesWithText(words).onFirst()
        node.performScrollTo()
        return node.fetchSemanticsNode().boundsInWindow.center
    }

    private fun touch(window: View, at: Offset, flags: Int) {
        val now = SystemClock.uptimeMillis()
        val finger = arrayOf(MotionEvent.PointerProperties().apply { toolType = MotionEvent.TOOL_TYPE_FINGER })
        val place = arrayOf(
            MotionEvent.PointerCoords().apply {
                x = at.x
                y = at.y
                pressure = 1f
                size = 1f
            },
        )
        listOf(MotionEvent.ACTION_DOWN, MotionEvent.ACTION_UP).forEach { action ->
            val event = MotionEvent.obtain(
                now,
                now,
                action,
                1,
                finger,
                place,
                0,
                0,
                1f,
                1f,
                0,
                0,
                SOURCE,
                flags,
            )
            activity.runOnUiThread { window.dispatchTouchEvent(event) }
        }
    }

    private companion object {
        const val SOURCE = android.view.InputDevice.SOURCE_TOUCHSCREEN
    }
}
