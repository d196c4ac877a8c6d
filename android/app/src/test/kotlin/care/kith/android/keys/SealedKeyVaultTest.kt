package care.kith.android.keys

import android.app.KeyguardManager
import android.security.keystore.KeyProperties
import androidx.test.core.app.ApplicationProvider
import care.kith.android.KithApplication
import care.kith.android.device.FakeKeyStore
import care.kith.android.systemService
import care.kith.core.PlatformException
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf

/** The key of a store: how it is sealed, and that nothing of it stays behind. */
@RunWith(RobolectricTestRunner::class)
internal class SealedKeyVaultTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val keyguard = ApplicationProvider.getApplicationContext<KithApplication>().systemService<KeyguardManager>()
    private val file by lazy { folder.root.resolve("key") }

    @Before
    fun device() {
        FakeKeyStore.install()
        shadowOf(keyguard).setIsDeviceSecure(true)
    }

    private val uptime = object : Uptime {
        var starts = 3
        var now = 1_000L

        override fun starts() = starts

        override fun sinceStart() = now
    }

    private fun vault(guard: KeyGuard = KeyGuard.Device, code: String? = null, alias: String = "k") =
        SealedKeyVault(file, KeystoreSeal(alias, guard), keyguard, CodeTries(folder.root.resolve("tries"), uptime))
            .also { it.code = code }

    private fun key() = ByteArray(48) { it.toByte() }

    @Test
    fun `comes back as it was, and lies sealed in between`() {
        vault().keep(key())
        assertArrayEquals(key(), vault().load())
        assertFalse(
            file
                .readBytes()
                .toList()
                .windowed(8)
                .any { it == key().toList().subList(8, 16) },
        )
    }

    @Test
    fun `is there only once it was kept`() = assertNull(vault().load())

    @Test
    fun `is wiped in our memory once the store has it`() {
        val kept = key()
        vault().apply { keep(kept) }
        assertArrayEquals(ByteArray(48), kept)
        val vault = vault()
        val loaded = checkNotNull(vault.load())
        vault.wipe()
        assertArrayEquals(ByteArray(48), loaded)
    }

    @Test
    fun `is sealed by AES-256-GCM in a StrongBox, for an unlocked device alone`() {
        vault().keep(key())
        val spec = FakeKeyStore.specs.getValue("k")
        assertEquals(256, spec.keySize)
        assertEquals(listOf(KeyProperties.BLOCK_MODE_GCM), spec.blockModes.toList())
        assertTrue(spec.isStrongBoxBacked)
        assertTrue(spec.isUnlockedDeviceRequired)
        assertFalse(spec.isUserAuthenticationRequired)
    }

    @Test
    fun `is sealed without a StrongBox where there is none`() {
        FakeKeyStore.hasStrongBox = false
        vault().keep(key())
        assertFalse(FakeKeyStore.specs.getValue("k").isStrongBoxBacked)
        assertArrayEquals(key(), vault().load())
    }

    @Test
    fun `needs its person on a shared device`() {
        vault(KeyGuard.Person).keep(key())
        val spec = FakeKeyStore.specs.getValue("k")
        assertTrue(spec.isUserAuthenticationRequired)
        assertEquals(15, spec.userAuthenticationValidityDurationSeconds)
        assertEquals(
            KeyProperties.AUTH_BIOMETRIC_STRONG or KeyProperties.AUTH_DEVICE_CREDENTIAL,
            spec.userAuthenticationType,
        )
    }

    @Test
    fun `is not kept on a device without a lock`() {
        shadowOf(keyguard).setIsDeviceSecure(false)
        assertThrows(PlatformException.NoDeviceLock::class.java) { vault().keep(key()) }
        assertFalse(file.exists())
    }

    @Test
    fun `is known to be lost when the device forgot it`() {
        vault().keep(key())
        FakeKeyStore.forgetAll()
        val vault = vault()
        assertThrows(PlatformException.Lost::class.java) { vault.load() }
        assertTrue(vault.isLost)
    }

    @Test
    fun `of one person does not open another's`() {
        vault().keep(key())
        KeystoreSeal("other", KeyGuard.Device).seal(key())
        assertThrows(PlatformException.Lost::class.java) { vault(alias = "other").load() }
    }

    @Test
    fun `opens by the code that it was kept with, and by no other`() {
        vault(code = "481516").keep(key())
        assertTrue(vault().isCoded)
        assertArrayEquals(key(), vault(code = "481516").load())
        assertThrows(PlatformException.WrongCode::class.java) { vault(code = "481517").load() }
        assertThrows(PlatformException.Denied::class.java) { vault().load() }
        assertArrayEquals(key(), vault(code = "481516").load())
    }

    @Test
    fun `needs the device too, where there is a code`() {
        vault(code = "481516").keep(key())
        FakeKeyStore.forgetAll()
        assertThrows(PlatformException.Lost::class.java) { vault(code = "481516").load() }
    }

    @Test
    fun `gets a code when the device becomes one that is shared`() {
        vault().keep(key())
        assertFalse(vault().isCoded)
        assertArrayEquals(key(), vault(code = "481516").load())
        assertTrue(vault().isCoded)
        assertThrows(PlatformException.WrongCode::class.java) { vault(code = "481517").load() }
        assertArrayEquals(key(), vault(code = "481516").load())
    }

    @Test
    fun `lets nobody guess on, whatever they do to the device, and keeps everything`() {
        vault(code = "481516").keep(key())

        fun tries(code: String) = assertThrows(PlatformException.WrongCode::class.java) { vault(code = code).load() }
        repeat(5) {
            assertEquals(0, vault().waitMs)
            tries("481517")
        }
        assertEquals(60_000, vault().waitMs)
        // Not even the right one now, and it costs nothing more.
        tries("481516")
        assertEquals(60_000, vault().waitMs)
        uptime.now += 20_000
        assertEquals(40_000, vault().waitMs)
        // The device is started anew: the wait begins again.
        uptime.starts++
        uptime.now = 1_000
        assertEquals(59_000, vault().waitMs)
        uptime.now = 60_000
        assertEquals(0, vault().waitMs)
        tries("481518")
        assertEquals(120_000, vault().waitMs)
        uptime.now += 120_000
        assertArrayEquals(key(), vault(code = "481516").load())
        assertEquals(0, vault().waitMs)
        assertFalse(folder.root.resolve("tries").exists())
    }

    @Test
    fun `counts a try before it knows how it ends`() {
        val tries = CodeTries(folder.root.resolve("tries"), uptime)
        repeat(5) { tries.begun() }
        assertEquals(60_000, CodeTries(folder.root.resolve("tries"), uptime).waitMs())
        folder.root.resolve("tries").writeText("nothing of ours")
        assertEquals(59_000, tries.waitMs())
    }
}
