package care.kith.android.session

import android.app.KeyguardManager
import android.content.Context
import care.kith.android.keys.CodeTries
import care.kith.android.keys.DeviceUptime
import care.kith.android.keys.KeyGuard
import care.kith.android.keys.KeystoreSeal
import care.kith.android.keys.SealedKeyVault
import care.kith.android.people.Profile
import care.kith.android.people.isSharedDevice
import care.kith.android.sync.NetworkWatch
import care.kith.android.systemService

/**
 * Everyone's [Session]; there is one for each, so that no store is opened twice.
 *
 * @param locked is told whose Kith was locked.
 */
internal class Sessions(
    private val context: Context,
    private val network: NetworkWatch,
    private val locked: (Profile) -> Unit,
) {
    private val known = mutableMapOf<Profile, Session>()

    /** Whether several people share this device. */
    val isShared: Boolean
        get() = isSharedDevice(context)

    /** Whether someone's store may be opened now, with nobody to prove who they are. */
    fun mayVisit(profile: Profile): Boolean = !isShared || of(profile).open.value != null

    /** The session of someone. */
    @Synchronized
    fun of(profile: Profile): Session = known.getOrPut(profile) {
        val tries = CodeTries(profile.tries, DeviceUptime(context))
        val vault = SealedKeyVault(profile.key, seal(profile), context.systemService<KeyguardManager>(), tries)
        Session(profile, vault, network) { locked(profile) }
    }

    /** Locks what was opened for someone, whoever that was. */
    suspend fun lockHeld() = held().forEach { it.lock() }

    @Synchronized
    private fun held() = known.values.filter(Session::isHeld)

    /** Forgets someone who is not on the list any more. */
    @Synchronized
    fun forget(profile: Profile) {
        known.remove(profile)
    }

    /** Destroys someone's key, and with it everything that is theirs. */
    fun destroyKey(profile: Profile) = seal(profile).destroy()

    private fun seal(profile: Profile): KeystoreSeal {
        val guard = if (isShared) KeyGuard.Person else KeyGuard.Device
        return KeystoreSeal("kith.store.${profile.id}", guard)
    }
}
