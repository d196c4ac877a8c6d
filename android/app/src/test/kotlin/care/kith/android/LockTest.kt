package care.kith.android

import android.app.KeyguardManager
import android.app.NotificationManager
import android.content.Intent
import android.hardware.biometrics.BiometricManager.Authenticators
import android.hardware.biometrics.BiometricPrompt
import android.provider.Settings
import care.kith.android.arriving.Arrival
import care.kith.android.device.FakeKeyStore
import care.kith.android.device.Phone
import care.kith.android.people.Card
import care.kith.core.Role
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowBiometricPrompt
import kotlin.time.Duration.Companion.seconds

/** The lock of the app. */
@RunWith(RobolectricTestRunner::class)
internal class LockTest {
    @get:Rule
    val phone = Phone()

    private val session get() = phone.session

    @Test
    fun `who comes back late is asked who they are, and is where they were`() {
        phone.enrols()
        phone.touches("Marta's circle")
        phone.writes("A draft")
        // The minute passes in no time here.
        phone.waits("the draft is kept") { phone.others { phone.draft() } == "A draft" }
        phone.leaves()
        phone.passes(61.seconds)
        phone.waits("the lock") { session.open.value == null }
        phone.returns()
        phone.touches(phone.words.lockOpen)
        phone.isRecognised()
        phone.sees("A draft")
    }

    @Test
    fun `who comes back soon is not asked`() {
        phone.enrols()
        phone.leaves()
        phone.passes(20.seconds)
        phone.returns()
        phone.passes(60.seconds)
        phone.sees("Marta's circle")
        assertTrue(session.open.value != null)
    }

    @Test
    fun `a window that was closed locks as one that was left`() {
        phone.enrols()
        phone.closes()
        phone.passes(20.seconds)
        assertTrue(session.open.value != null)
        phone.passes(41.seconds)
        phone.waits("the lock") { session.open.value == null }
    }

    @Test
    fun `who opens a window anew is asked who they are, and then stays in`() {
        phone.enrols()
        phone.closes()
        phone.opens()
        phone.sees(phone.words.lockAsking)
        assertNull(session.open.value)
        phone.isRecognised()
        phone.sees("Marta's circle")
        phone.passes(61.seconds)
        phone.sees("Marta's circle")
        assertTrue(session.open.value != null)
    }

    @Test
    fun `a restart begins at the lock, which knows a name and a number to call`() {
        phone.enrols("Ana")
        phone.waits("the name") { phone.kith.profiles.card(session.profile) != null }
        phone.restarts()
        phone.sees(phone.words.lockAsking)
        phone.sees("112", part = true)
        assertEquals(
            "Ana",
            phone.kith.profiles
                .card(session.profile)
                ?.name,
        )
        phone.isRecognised()
        phone.sees("Marta's circle")
    }

    @Test
    fun `a device that was locked before the name was kept keeps it later, and tells of messages meanwhile`() {
        FakeKeyStore.refused = setOf("kith.cards")
        val marta = phone.enrols("Ana")
        phone.leaves()
        val shown = shadowOf(phone.kith.systemService<NotificationManager>())
        phone.others { marta.says("Good night") }
        phone.waits("a notification") { shown.allNotifications.isNotEmpty() }
        assertFalse(session.profile.card.exists())
        FakeKeyStore.refused = emptySet()
        phone.others { marta.says("Good morning") }
        phone.waits("the name") {
            phone.kith.profiles
                .card(session.profile)
                ?.name == "Ana"
        }
    }

    @Test
    fun `a finger, a face or the device's code will do`() {
        phone.enrols()
        phone.restarts()
        phone.waits("the prompt") { ShadowBiometricPrompt.getCurrentPrompt() != null }
        assertEquals(
            Authenticators.BIOMETRIC_STRONG or Authenticators.DEVICE_CREDENTIAL,
            checkNotNull(ShadowBiometricPrompt.getCurrentPrompt()).allowedAuthenticators,
        )
    }

    @Test
    fun `nobody else gets in`() {
        phone.enrols()
        phone.restarts()
        phone.waits("the prompt") { ShadowBiometricPrompt.getCurrentPrompt() != null }
        ShadowBiometricPrompt.authenticateCurrentSessionWithError(BiometricPrompt.BIOMETRIC_ERROR_LOCKOUT, "")
        phone.sees(phone.words.lockNotRecognised)
    }

    @Test
    fun `a device without a lock keeps nothing, and says so`() {
        shadowOf(phone.kith.systemService<KeyguardManager>()).setIsDeviceSecure(false)
        phone.opens()
        phone.sees(phone.words.lockNoDeviceLockTitle)
        assertNull(session.open.value)
    }

    @Test
    fun `a key that the device lost is said, and a new beginning made`() {
        phone.enrols()
        phone.leaves()
        phone.passes(61.seconds)
        phone.waits("the lock") { session.open.value == null }
        FakeKeyStore.forgetAll()
        phone.returns()
        phone.touches(phone.words.lockOpen)
        phone.isRecognised()
        phone.sees(phone.words.lockKeyLostTitle)
        phone.touches(phone.words.actionStartOver)
        phone.sees(phone.words.welcomeTitle)
    }

    @Test
    fun `a device without room says so, and lets who made some try again`() {
        // Where a file is there can be no folder.
        val inTheWay = phone.kith.filesDir.resolve("people")
        phone.kith.filesDir.mkdirs()
        inTheWay.writeText("")
        phone.opens()
        phone.isRecognised()
        phone.sees(phone.words.problemDeviceFull)
        phone.touches(phone.words.actionFreeSpace)
        phone.waits("the settings") { shadowOf(phone.window.get()).peekNextStartedActivity() != null }
        assertEquals(
            Settings.ACTION_INTERNAL_STORAGE_SETTINGS,
            shadowOf(phone.window.get()).nextStartedActivity.action,
        )
        inTheWay.delete()
        phone.touches(phone.words.actionTryAgain)
        phone.isRecognised()
        phone.sees(phone.words.welcomeTitle)
    }

    @Test
    fun `what cannot be read any more is said and set aside, not deleted, and a new beginning made`() {
        phone.enrols()
        val store = session.profile.store
        phone.leaves()
        phone.passes(61.seconds)
        phone.waits("the lock") { session.open.value == null }
        // Until the store is closed it may write into what is damaged here.
        phone.others { session.lock() }
        val damaged = store.walk().single { it.name == "kith.db" }
        damaged.writeBytes(ByteArray(damaged.length().toInt()) { 7 })
        // From its log it would be made whole again.
        store.walk().filter { it.name.startsWith("kith.db-") }.forEach { it.delete() }
        phone.returns()
        phone.touches(phone.words.lockOpen)
        phone.isRecognised()
        phone.sees(phone.words.problemDamaged)
        // Whoever opened it may have put back into it what its log had.
        val left = damaged.readBytes()
        phone.touches(phone.words.actionStartOver)
        phone.sees(phone.words.welcomeTitle)
        val aside = phone.kith.filesDir.resolve("aside")
        assertTrue(aside.walk().any { it.name == damaged.name && it.readBytes().contentEquals(left) })
    }

    @Test
    fun `what was being opened does not come to stand above the lock`() {
        val marta = phone.enrols()
        val other = phone.others { it.patient("Vera").invites(Role.FAMILY, "daughter") }
        phone.window.newIntent(invitation(other))
        // Before it could be read what was told to someone else is touched.
        phone.window.newIntent(
            Intent()
                .setComponent(Arrival.notified(phone.kith))
                .putExtra(Arrival.PROFILE, "someone else")
                .putExtra(Arrival.CIRCLE, marta.name),
        )
        phone.waits("the lock") { session.open.value == null }
        phone.sees(phone.words.lockTitle)
        assertFalse(phone.words.consentTitle in phone.says())
        phone.touches(phone.words.lockOpen)
        phone.isRecognised()
        phone.waits("the way in") { session.open.value != null }
    }

    @Test
    fun `another app cannot lock it`() {
        val marta = phone.enrols()
        phone.window.newIntent(
            Intent().putExtra(Arrival.PROFILE, "someone else").putExtra(Arrival.CIRCLE, marta.name),
        )
        phone.touches("Marta's circle")
        phone.writes("Here I am.")
        assertTrue(session.open.value != null)
    }

    @Test
    fun `whom to call is kept of every clinic, and lies sealed`() {
        phone.enrols()
        val profile = phone.kith.profiles
            .all()
            .single()
        val card = Card("Marta", listOf("112", "0800 555 019"), listOf("030 555 0100"))
        assertTrue(phone.kith.profiles.remember(profile, card))
        assertEquals(card, phone.kith.profiles.card(profile))
        assertFalse("0800" in profile.card.readBytes().decodeToString())
        val nobody = Card("Marta", emptyList(), emptyList())
        assertTrue(phone.kith.profiles.remember(profile, nobody))
        assertEquals(nobody, phone.kith.profiles.card(profile))
    }

    @Test
    fun `the lock in the settings wipes the keys at once`() {
        phone.enrols()
        phone.touchesIcon(phone.words.inboxSettings)
        phone.touches(phone.words.settingsLockNow)
        phone.sees(phone.words.lockTitle)
        phone.waits("the lock") { session.open.value == null }
    }
}
