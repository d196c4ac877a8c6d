package care.kith.android

import android.app.Notification
import android.app.NotificationManager
import android.content.RestrictionsManager
import android.os.Bundle
import care.kith.android.device.FakeKeyStore
import care.kith.android.device.Phone
import care.kith.android.people.Profile
import care.kith.core.KithException
import care.kith.core.Role
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import kotlin.time.Duration.Companion.seconds

/** A clinic's tablet: several people, each with a folder, a key and a lock of their own. */
@RunWith(RobolectricTestRunner::class)
internal class SharedDeviceTest {
    @get:Rule
    val phone = Phone()

    private val profiles get() = phone.kith.profiles

    @Test
    fun `two nurses open the same tablet, each her own Kith`() {
        val (joy, ben) = joyAndBen()
        assertTrue(isOpen(ben))
        assertFalse(phone.kith.sessions.mayVisit(joy))
        val keys = FakeKeyStore.specs.filterKeys { it.startsWith("kith.store.") }
        assertEquals(2, keys.size)
        assertTrue(keys.values.all { it.isUserAuthenticationRequired })
    }

    @Test
    fun `whoever can unlock the tablet does not get into another's with their own code`() {
        val (joy, _) = joyAndBen()
        phone.restarts()
        atTheDoor("Joy", BENS_CODE)
        phone.sees(phone.words.lockCodeWrong)
        assertFalse(isOpen(joy))
        repeat(4) {
            phone.types(BENS_CODE)
            phone.isRecognised()
        }
        phone.sees(phone.words.lockWaitTitle)
        assertTrue(joy.store.exists() && joy.key.exists())
        // The wait is hers alone, and outlives a restart.
        phone.restarts()
        phone.touches("Joy")
        phone.touches(phone.words.lockOpen)
        phone.sees(phone.words.lockWaitTitle)
        phone.touches(phone.words.lockNotMe)
        atTheDoor("Ben", BENS_CODE)
        phone.sees(phone.words.inboxTitle)
    }

    @Test
    fun `nobody's key is handed out without their code, whoever asks, once they have locked`() {
        val (_, ben) = joyAndBen()
        phone.touchesIcon(phone.words.inboxSettings)
        phone.touches(phone.words.settingsLockNow)
        phone.waits("the lock") { !isOpen(ben) }
        val session = phone.kith.sessions.of(ben)
        assertThrows(KithException.Unlock::class.java) { phone.others { session.hold() } }
        assertThrows(KithException.Unlock::class.java) { phone.others { session.hold(JOYS_CODE) } }
        atTheDoor("Ben", BENS_CODE)
        // Where he was.
        phone.sees(phone.words.settingsTitle)
    }

    @Test
    fun `tells only that there is something, and nothing any more once it is locked`() {
        isShared()
        phone.opens(nursesLink("Joy"))
        val joy = enrols("Joy", JOYS_CODE)
        val marta = phone.others { it.patient("Marta") }
        phone.isLetIn(marta, phone.others { marta.invites(Role.CLINICIAN) })
        phone.leaves()
        phone.others { marta.says("My foot hurts") }
        val shown = shadowOf(phone.kith.systemService<NotificationManager>())
        phone.waits("a notification") { shown.allNotifications.isNotEmpty() }
        val notification = shown.allNotifications.single()
        assertEquals(phone.words.appName, notification.extras.getString(Notification.EXTRA_TITLE))
        assertEquals(phone.words.deviceSomethingNew, notification.extras.getString(Notification.EXTRA_TEXT))
        assertNull(notification.actions)
        phone.passes(61.seconds)
        phone.waits("the lock") { !isOpen(joy) }
        phone.waits("that it is gone") { shown.allNotifications.isEmpty() }
    }

    @Test
    fun `who lost their key begins anew at the door, as everyone does, with a code`() {
        val (joy, ben) = joyAndBen()
        phone.restarts()
        FakeKeyStore.forget("kith.store.${joy.id}")
        atTheDoor("Joy", JOYS_CODE)
        phone.sees(phone.words.lockKeyLostTitle)
        phone.touches(phone.words.actionStartOver)
        phone.sees(phone.words.lockWho)
        assertEquals(listOf(ben), profiles.all())
        phone.touches(phone.words.deviceSomeoneElse)
        phone.touches(phone.words.lockOpen)
        phone.sees(phone.words.lockNewCodeTitle)
    }

    @Test
    fun `who cannot be named now still finds the way in`() {
        joyAndBen()
        FakeKeyStore.refused = setOf("kith.cards")
        phone.restarts()
        phone.sees(phone.words.lockWho)
        // Who was here last comes first.
        assertEquals(2, phone.says().count { it == phone.words.deviceNoName })
        atTheDoor(phone.words.deviceNoName, BENS_CODE)
        phone.sees(phone.words.inboxTitle)
    }

    @Test
    fun `a code that cannot be counted for want of room is not tried, and that is said`() {
        val (joy, _) = joyAndBen()
        phone.restarts()
        // Where a folder is there can be no file.
        joy.folder.resolve("tries.new/in the way").mkdirs()
        atTheDoor("Joy", JOYS_CODE)
        phone.sees(phone.words.problemDeviceFull)
        assertFalse(isOpen(joy))
    }

    private fun isShared() = shadowOf(phone.kith.systemService<RestrictionsManager>())
        .setApplicationRestrictions(Bundle().apply { putBoolean("shared_device", true) })

    /** Two nurses enrol, one after the other; the second is in. */
    private fun joyAndBen(): Pair<Profile, Profile> {
        isShared()
        phone.opens(nursesLink("Joy"))
        val joy = enrols("Joy", JOYS_CODE)
        phone.restarts(nursesLink("Ben"))
        phone.touches(phone.words.deviceSomeoneElse)
        phone.touches(phone.words.lockOpen)
        return joy to enrols("Ben", BENS_CODE)
    }

    private fun enrols(name: String, code: String): Profile {
        phone.makesUp(code)
        phone.isRecognised()
        phone.agrees(name)
        phone.sees(phone.words.inboxTitle)
        phone.waits("$name at the lock") { profiles.all().any { profiles.card(it)?.name == name } }
        return profiles.all().first { profiles.card(it)?.name == name }
    }

    private fun atTheDoor(name: String, code: String) {
        phone.touches(name)
        phone.touches(phone.words.lockOpen)
        phone.types(code)
        phone.isRecognised()
    }

    private fun isOpen(profile: Profile) = phone.kith.sessions
        .of(profile)
        .open.value != null

    private fun nursesLink(name: String) = invitation(phone.others { it.relay.inviteClinician(name) })

    private companion object {
        const val JOYS_CODE = "481516"
        const val BENS_CODE = "230042"
    }
}
