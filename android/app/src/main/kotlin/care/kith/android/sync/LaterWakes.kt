package care.kith.android.sync

import care.kith.android.people.Profile
import care.kith.android.reminders.ExactAlarms
import care.kith.core.KithClient
import care.kith.core.KithException
import java.util.concurrent.ConcurrentHashMap

/**
 * Wakes the app when the next of the words is due that someone wrote for later. While Kith is open it sends them by
 * itself; after a restart of the device the regular look for messages finds what was due meanwhile, and sets this anew.
 */
internal class LaterWakes(private val alarms: ExactAlarms) {
    private val known = ConcurrentHashMap<String, Long>()

    /**
     * Looks what is next of someone's.
     *
     * @throws KithException if their store cannot be read.
     */
    suspend fun set(profile: Profile, client: KithClient) {
        val next = client.nextLater()?.toLong()
        if (next == null) {
            if (known.remove(profile.id) != null) alarms.cancel(profile.id)
        } else if (known.put(profile.id, next) != next && next > System.currentTimeMillis()) {
            alarms.set(profile.id, next)
        }
    }
}
