package care.kith.android.session

import care.kith.android.keys.SealedKeyVault
import care.kith.android.people.Profile
import care.kith.android.sync.NetworkWatch
import care.kith.core.KithClient
import care.kith.core.KithException
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext

/**
 * One person's Kith on this device: opened with their key, closed again so that no key stays in memory.
 *
 * All calls come from a background dispatcher: what the core answers arrives on the thread that asked.
 *
 * @param locked is told whenever it was locked.
 */
internal class Session(
    val profile: Profile,
    private val vault: SealedKeyVault,
    private val network: NetworkWatch,
    private val locked: () -> Unit,
) {
    private val changing = Mutex()
    private var client: KithClient? = null

    /** Whether it was opened for the person, and not locked since. */
    @Volatile
    var isHeld = false
        private set
    private var visits = 0
    private val opened = MutableStateFlow<KithClient?>(null)

    /** The client while it is open; `null` while it is locked. */
    val open: StateFlow<KithClient?> = opened.asStateFlow()

    /** Whether a code of the person's own belongs to the key. */
    val isCoded: Boolean
        get() = vault.isCoded

    /** How long to wait before the next code can be tried, in milliseconds. */
    val waitMs: Long
        get() = vault.waitMs

    /** Whether the device lost the key: what is here cannot be opened any more. */
    val isKeyLost: Boolean
        get() = vault.isLost

    /** Whether the last time showed that what is here cannot be read any more. */
    @Volatile
    var isUnreadable = false
        private set

    /**
     * Opens it for the person, until [lock].
     *
     * @param code the one that they typed, on a device that several people share.
     * @throws KithException if it cannot be opened.
     */
    suspend fun hold(code: String? = null): KithClient = changing.withLock {
        vault.code = code
        isUnreadable = false
        try {
            opened().also { isHeld = true }
        } catch (damaged: KithException.GetHelp) {
            isUnreadable = true
            throw damaged
        } catch (failed: KithException.Retry) {
            throw if (vault.hasNoRoom) KithException.FreeSpace("vault.no-room") else failed
        } finally {
            vault.code = null
        }
    }

    /** Locks it, whatever is going on: the keys are wiped. Once begun it is done, even where nobody waits for it. */
    suspend fun lock(): Unit = withContext(NonCancellable) {
        changing.withLock {
            isHeld = false
            close()
            locked()
        }
    }

    /**
     * Does something while nobody looks: opens it if it is locked, and locks it again.
     *
     * @throws KithException if it cannot be opened, or from [work].
     */
    suspend fun <T> visit(work: suspend (KithClient) -> T): T {
        val client = changing.withLock { opened().also { visits++ } }
        try {
            return work(client)
        } finally {
            withContext(NonCancellable) {
                changing.withLock { if (--visits == 0 && !isHeld) close() }
            }
        }
    }

    private suspend fun opened(): KithClient {
        opened.value?.let { return it }
        val client = try {
            unlocked()
        } finally {
            vault.wipe()
        }
        network.tell(client)
        client.start()
        opened.value = client
        return client
    }

    private suspend fun unlocked(): KithClient {
        val known = client ?: return KithClient.open(profile.store.path, vault, null).also { client = it }
        known.unlock(vault)
        return known
    }

    private suspend fun close() {
        opened.value = null
        client?.let {
            network.leave(it)
            it.lock()
        }
    }
}
