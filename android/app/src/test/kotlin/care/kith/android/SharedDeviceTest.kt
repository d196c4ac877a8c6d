package care.kith.android

import android.content.RestrictionsManager
import android.os.Bundle
import care.kith.android.device.FakeKeyStore
import care.kith.android.device.Phone
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf

/** A clinic's tablet: several people, each with a folder, a key and a lock of their own. */
@RunWith(RobolectricTestRunner::class)
internal class SharedDeviceTest {
    @get:Rule
    val phone = Phone()

    @Test
    fun `two nurses open the same tablet, each her own Kith`() {
        shadowOf(phone.kith.systemService<RestrictionsManager>())
            .setApplicationRestrictions(Bundle().apply { putBoolean("shared_device", true) })
        phone.opens(nursesLink())
        phone.isRecognised()
        phone.agrees("Joy")
        phone.sees(phone.words.inboxTitle)
        phone.waits("Joy's name") {
            phone.kith.profiles
                .all()
                .any {
                    phone.kith.profiles
                        .card(it)
                        ?.name == "Joy"
                }
        }

        phone.restarts(nursesLink())
        phone.touches(phone.words.deviceSomeoneElse)
        phone.touches(phone.words.lockOpen)
        phone.isRecognised()
        phone.agrees("Ben")
        phone.sees(phone.words.inboxTitle)
        phone.waits("Ben's name") {
            phone.kith.profiles
                .all()
                .any {
                    phone.kith.profiles
                        .card(it)
                        ?.name == "Ben"
                }
        }

        val (ben, joy) = phone.kith.profiles.all()
        assertEquals(
            listOf("Ben", "Joy"),
            listOf(ben, joy).map {
                phone.kith.profiles
                    .card(it)
                    ?.name
            },
        )
        assertTrue(
            phone.kith.sessions
                .of(ben)
                .open.value != null,
        )
        assertFalse(phone.kith.sessions.mayVisit(joy))
        val keys = FakeKeyStore.specs.filterKeys { it.startsWith("kith.store.") }
        assertEquals(2, keys.size)
        assertTrue(keys.values.all { it.isUserAuthenticationRequired })
    }

    private fun nursesLink() = invitation(phone.others { it.relay.inviteClinician() })
}
