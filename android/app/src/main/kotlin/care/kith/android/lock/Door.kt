package care.kith.android.lock

import android.app.KeyguardManager
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import care.kith.android.KithApplication
import care.kith.android.navigation.Page
import care.kith.android.people.Profile
import care.kith.android.session.Session
import care.kith.android.systemService
import care.kith.core.KithException
import care.kith.holders.Asked
import care.kith.holders.Codes
import care.kith.holders.Go
import care.kith.holders.LockHolder
import care.kith.holders.Numbers
import care.kith.screens.lock.LockEvent
import care.kith.screens.lock.LockScreen
import care.kith.screens.lock.LockedPerson
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob

/** The lock: shows who may open this device, has them recognised and opens their session. */
internal class Door(private val kith: KithApplication, private val go: (Go) -> Unit) {
    private val prompt = DevicePrompt(kith)
    private val keyguard = kith.systemService<KeyguardManager>()

    /** Whose session was opened last. */
    @Volatile
    var entered: Session? = null
        private set

    /** The lock's page. With [atOnce] the only person who may open is asked without a touch. */
    fun page(atOnce: Boolean): Page {
        val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
        val people = people()
        val cards = kith.profiles.all().mapNotNull { kith.profiles.card(it) }
        val numbers = Numbers(cards.flatMap { it.emergency }, cards.flatMap { it.telephones })
        val holder = LockHolder(people, numbers, scope, ::open, go, Locks())
        if (atOnce) people.singleOrNull()?.let { holder.onEvent(LockEvent.Open(it.id)) }
        return Page(place = null, scope) {
            val state by holder.state.collectAsState()
            LockScreen(state, holder::onEvent)
        }
    }

    /** Someone new has nothing to lock yet: opens [place] without asking, where the device has a lock at all. */
    suspend fun openNew(place: Profile?): Session = kith.sessions.of(place ?: newcomer()).also {
        it.hold()
        entered = it
    }

    private fun people(): List<LockedPerson> {
        val known = kith.profiles.all().mapNotNull { profile -> name(profile)?.let { LockedPerson(profile.id, it) } }
        if (kith.sessions.isShared) return known + LockedPerson(NEW, kith.language.strings.deviceSomeoneElse)
        // On a device that is full there was no room for the first one either.
        return known.ifEmpty { listOf(LockedPerson(NEW, "")) }
    }

    /** What someone is called at the door. A name that cannot be read now must not lock its person out. */
    private fun name(profile: Profile): String? {
        kith.profiles.card(profile)?.let { return it.name }
        return when {
            !kith.sessions.isShared -> ""
            profile.card.exists() -> kith.language.strings.deviceNoName
            else -> null
        }
    }

    /** On a shared device everyone makes up a code of their own; wherever there is one it is asked for. */
    private inner class Locks : Codes {
        override fun asked(person: LockedPerson): Asked {
            val profile = kith.profiles.find(person.id)
            return when {
                profile != null && kith.sessions.of(profile).isCoded -> Asked.Code
                kith.sessions.isShared -> Asked.NewCode
                else -> Asked.Nothing
            }
        }

        override fun waitMs(person: LockedPerson): Long =
            kith.profiles.find(person.id)?.let { kith.sessions.of(it).waitMs } ?: 0
    }

    private suspend fun open(person: LockedPerson, code: String?, recognised: () -> Unit) {
        if (!keyguard.isDeviceSecure) throw KithException.Unlock(NO_DEVICE_LOCK)
        prompt.recognise(kith.language.strings.lockTitle)
        recognised()
        val profile = if (person.id == NEW) newcomer() else kith.profiles.find(person.id) ?: newcomer()
        entered = kith.sessions.of(profile).also { it.hold(code) }
        kith.profiles.opened(profile)
    }

    /** A place that someone began and never enrolled in, or a new one. One with a code is somebody's already. */
    private fun newcomer(): Profile =
        kith.profiles.all().find { !it.card.exists() && !kith.sessions.of(it).isCoded } ?: kith.profiles.add()

    private companion object {
        const val NEW = ""
        const val NO_DEVICE_LOCK = "vault.no-device-lock"
    }
}
