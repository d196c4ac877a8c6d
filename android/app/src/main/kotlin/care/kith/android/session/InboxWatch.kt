package care.kith.android.session

import care.kith.android.notifications.MessageNotifications
import care.kith.android.people.Card
import care.kith.android.people.Profile
import care.kith.android.people.Profiles
import care.kith.android.sync.LaterWakes
import care.kith.android.sync.SyncJobs
import care.kith.core.ClinicRow
import care.kith.core.Inbox
import care.kith.core.KithClient
import care.kith.core.KithException

/** While someone's Kith is open: keeps what the lock says of them, and tells of messages while nobody looks. */
internal class InboxWatch(
    private val profiles: Profiles,
    private val notifications: MessageNotifications,
    private val jobs: SyncJobs,
    private val wakes: LaterWakes,
) {
    /** Whether something that was written waits for the network. */
    @Volatile
    var isWaiting = false
        private set

    private var kept: Pair<Profile, Card>? = null

    /** Follows the list until the client is closed or locked. */
    suspend fun follow(profile: Profile, client: KithClient) = try {
        client.watchInbox().use { watch ->
            while (true) look(profile, client, watch.next() ?: break)
        }
    } catch (
        @Suppress("SwallowedException") closed: KithException,
    ) {
        // It was locked.
    }

    private suspend fun look(profile: Profile, client: KithClient, inbox: Inbox) {
        isWaiting = inbox.circles.any { it.waiting > 0u }
        // The clinic where they enrolled first says what they are called; each, whom to call.
        val name = inbox.clinics.firstOrNull()?.myName ?: return
        keep(profile, Card(name, numbers(inbox) { it.emergency }, numbers(inbox) { it.telephone }))
        notifications.show(profile, client)
        wakes.set(profile, client)
    }

    private fun numbers(inbox: Inbox, number: (ClinicRow) -> String): List<String> = inbox.clinics
        .map(number)
        .filter(String::isNotBlank)
        .distinct()

    /** Keeps what the lock is to say; where the device is locked itself, another time. */
    private fun keep(profile: Profile, card: Card) {
        if (kept == profile to card) return
        jobs.regularly()
        if (profiles.card(profile) == card || profiles.remember(profile, card)) kept = profile to card
    }
}
