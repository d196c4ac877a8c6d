package care.kith.android.keys

import android.app.KeyguardManager
import android.util.AtomicFile
import care.kith.core.KeyVault
import care.kith.core.KithException
import care.kith.core.PlatformException
import care.kith.core.openByCode
import care.kith.core.sealByCode
import java.io.File
import java.io.IOException

/**
 * Keeps the key of one person's store in a file, sealed by the device's key store; on a device that several people
 * share, by their own code before that. Then neither the device nor the code opens it alone.
 */
internal class SealedKeyVault(
    file: File,
    private val seal: KeystoreSeal,
    private val keyguard: KeyguardManager,
    private val tries: CodeTries,
) : KeyVault {
    private val file = AtomicFile(file)
    private var handedOut: ByteArray? = null

    /** The code that someone typed, for as long as their store is being opened. */
    @Volatile
    var code: String? = null

    /** Whether the last [load] found the device's key gone for good. */
    @Volatile
    var isLost = false
        private set

    /** Whether the last time failed because the device is full. */
    @Volatile
    var hasNoRoom = false
        private set

    /** Whether there is a key, and a code belongs to it. */
    val isCoded: Boolean
        get() = file.baseFile.exists() && file.openRead().use { it.read() } == CODED.toInt()

    /** How long to wait before the next code can be tried, in milliseconds. */
    val waitMs: Long
        get() = tries.waitMs()

    override fun load(): ByteArray? = guarded {
        isLost = false
        if (!file.baseFile.exists()) return@guarded null
        try {
            opened(file.readFully()).also { handedOut = it }
        } catch (lost: KeyLostException) {
            isLost = true
            throw lost
        }
    }

    override fun keep(key: ByteArray) = guarded {
        try {
            write(key)
        } finally {
            key.fill(0)
        }
    }

    /** Wipes what [load] handed out; the store has its own copy by then. */
    fun wipe() {
        handedOut?.fill(0)
        handedOut = null
    }

    private fun opened(kept: ByteArray): ByteArray {
        if (kept.first() == CODED) return byCode(seal.open(kept.copyOfRange(1, kept.size)))
        val key = seal.open(kept)
        // Kept before this device was shared: from now on it is behind the code that was made up for it.
        if (code != null) write(key)
        return key
    }

    private fun byCode(sealed: ByteArray): ByteArray {
        val typed = code ?: throw PlatformException.Denied()
        val key = if (tries.waitMs() > 0) null else tried(sealed, typed)
        return key ?: throw PlatformException.WrongCode()
    }

    private fun tried(sealed: ByteArray, typed: String): ByteArray? {
        writing { tries.begun() }
        return try {
            openByCode(sealed, typed).also { tries.right() }
        } catch (
            @Suppress("SwallowedException") wrong: KithException.Unlock,
        ) {
            null
        }
    }

    private fun write(key: ByteArray) {
        val typed = code
        val sealed = if (typed == null) seal.seal(key) else byteArrayOf(CODED) + seal.seal(sealByCode(key, typed))
        writing {
            val stream = file.startWrite()
            try {
                stream.write(sealed)
                file.finishWrite(stream)
            } catch (error: IOException) {
                file.failWrite(stream)
                throw error
            }
        }
    }

    /** In a folder of the app's own nothing else keeps a file from being written. */
    private fun writing(work: () -> Unit) = try {
        work()
    } catch (full: IOException) {
        hasNoRoom = true
        throw full
    }

    private fun <T> guarded(work: () -> T): T {
        if (!keyguard.isDeviceSecure) throw PlatformException.NoDeviceLock()
        hasNoRoom = false
        return runCatching(work).getOrElse { cause ->
            // Nothing of what the platform says crosses: it may hold anything.
            throw when (cause) {
                is PlatformException -> cause
                is KeyLostException -> PlatformException.Lost().apply { initCause(cause) }
                else -> PlatformException.Unavailable().apply { initCause(cause) }
            }
        }
    }

    private companion object {
        /** What a key that a code belongs to begins with. Without one it begins with the length of a nonce. */
        const val CODED: Byte = 0x7f
    }
}
