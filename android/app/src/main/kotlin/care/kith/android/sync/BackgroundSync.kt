package care.kith.android.sync

import care.kith.android.notifications.MessageNotifications
import care.kith.android.people.Profile
import care.kith.android.people.Profiles
import care.kith.android.session.Sessions
import care.kith.core.KithException

/** One exchange with every relay, for everyone whose store may be opened while they are not here. */
internal class BackgroundSync(
    private val profiles: Profiles,
    private val sessions: Sessions,
    private val notifications: MessageNotifications,
    private val wakes: LaterWakes,
) {
    /** Whether something was left the last time: a device that is locked keeps the keys back. */
    @Volatile
    var hasLeft = false
        private set

    /** Returns whether nothing is left to do; `false` asks for another try later. */
    suspend fun run(): Boolean = profiles
        .all()
        .filter(sessions::mayVisit)
        .map { exchange(it) }
        .all { it }
        .also { hasLeft = !it }

    private suspend fun exchange(profile: Profile): Boolean = try {
        sessions.of(profile).visit { client ->
            val report = client.sync().use { it.outcome() }
            notifications.show(profile, client)
            wakes.set(profile, client)
            report.waiting == 0uL
        }
    } catch (
        @Suppress("SwallowedException") error: KithException,
    ) {
        // The device is locked, or the clinic cannot be reached: both end by themselves.
        false
    }
}
