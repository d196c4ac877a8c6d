package care.kith.android

import android.view.WindowManager
import care.kith.android.device.Phone
import org.junit.Assert.assertNotEquals
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** The whole way: a link, consent, words in both directions; and the window it happens in. */
@RunWith(RobolectricTestRunner::class)
internal class WalkTest {
    @get:Rule
    val phone = Phone()

    @Test
    fun `a daughter opens a link, is let in, and talks with her mother`() {
        val marta = phone.enrols("Ana")
        phone.touches("Marta's circle")
        phone.others { marta.says("How are you, my dear?") }
        phone.sees("How are you, my dear?")
        phone.writes("Well. I come at six.")
        phone.touchesIcon(phone.words.chatSend)
        phone.others { marta.reads("Well. I come at six.") }
    }

    @Test
    fun `a new phone says what Kith is, in a window that nothing takes a picture of`() {
        phone.opens()
        phone.sees(phone.words.welcomeTitle)
        val flags = phone.window
            .get()
            .window.attributes.flags
        assertNotEquals(0, flags and WindowManager.LayoutParams.FLAG_SECURE)
    }

    @Test
    fun `a link that is damaged is said to be`() {
        val link = phone.others { it.relay.invitePatient() }
        phone.opens(invitation(link.dropLast(1) + if (link.endsWith('A')) 'B' else 'A'))
        phone.sees(phone.words.problemLinkDamaged)
    }
}
