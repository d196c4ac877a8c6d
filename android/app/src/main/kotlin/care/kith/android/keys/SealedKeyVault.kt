package care.kith.android.keys

import android.app.KeyguardManager
import android.util.AtomicFile
import care.kith.core.KeyVault
import care.kith.core.PlatformException
import java.io.File
import java.io.IOException

/** Keeps the key of one person's store in a file, sealed by the device's key store. */
internal class SealedKeyVault(
    file: File,
    private val seal: KeystoreSeal,
    private val keyguard: KeyguardManager,
) : KeyVault {
    private val file = AtomicFile(file)
    private var handedOut: ByteArray? = null

    /** Whether the last [load] found the device's key gone for good. */
    @Volatile
    var isLost = false
        private set

    override fun load(): ByteArray? = guarded {
        isLost = false
        if (!file.baseFile.exists()) return@guarded null
        try {
            seal.open(file.readFully()).also { handedOut = it }
        } catch (lost: KeyLostException) {
            isLost = true
            throw lost
        }
    }

    override fun keep(key: ByteArray) = guarded {
        val sealed = try {
            seal.seal(key)
        } finally {
            key.fill(0)
        }
        val stream = file.startWrite()
        try {
            stream.write(sealed)
            file.finishWrite(stream)
        } catch (error: IOException) {
            file.failWrite(stream)
            throw error
        }
    }

    /** Wipes what [load] handed out; the store has its own copy by then. */
    fun wipe() {
        handedOut?.fill(0)
        handedOut = null
    }

    private fun <T> guarded(work: () -> T): T {
        if (!keyguard.isDeviceSecure) throw PlatformException.NoDeviceLock()
        return runCatching(work).getOrElse { cause ->
            // Nothing of what the platform says crosses: it may hold anything.
            throw PlatformException.Unavailable().apply { initCause(cause) }
        }
    }
}
