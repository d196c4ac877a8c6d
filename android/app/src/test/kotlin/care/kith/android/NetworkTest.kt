package care.kith.android

import android.net.ConnectivityManager
import care.kith.android.device.Phone
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowNetwork

/** What the app tells of the network. */
@RunWith(RobolectricTestRunner::class)
internal class NetworkTest {
    @get:Rule
    val phone = Phone()

    private val connectivity get() = phone.kith.systemService<ConnectivityManager>()

    private fun says(what: ConnectivityManager.NetworkCallback.() -> Unit) =
        shadowOf(connectivity).networkCallbacks.forEach(what)

    @Test
    fun `is said to be gone at once, and what was written goes out when it is back`() {
        val marta = phone.enrols()
        phone.touches("Marta's circle")
        says { onLost(ShadowNetwork.newInstance(1)) }
        phone.sees(phone.words.offlineTitle, part = true)
        phone.town.relay.stop()
        phone.writes("I come at six")
        phone.touchesIcon(phone.words.chatSend)
        phone.sees(phone.words.chatWaiting, part = true)
        phone.town.relay.serve()
        says { onAvailable(ShadowNetwork.newInstance(2)) }
        phone.others { marta.reads("I come at six") }
    }

    @Test
    fun `that is kept from the app is none, until it is not kept any more`() {
        phone.enrols()
        says { onBlockedStatusChanged(ShadowNetwork.newInstance(1), true) }
        phone.sees(phone.words.offlineTitle, part = true)
        says { onBlockedStatusChanged(ShadowNetwork.newInstance(1), false) }
        phone.waits("the network") { phone.says().none { phone.words.offlineTitle in it } }
    }

    @Test
    fun `is said to be missing to who opens the app without one`() {
        phone.enrols()
        shadowOf(connectivity).setDefaultNetworkActive(false)
        shadowOf(connectivity).setActiveNetworkInfo(null)
        phone.restarts()
        phone.isRecognised()
        phone.sees(phone.words.offlineTitle, part = true)
    }
}
