package care.kith.android.sync

/**
 * Where a push arrives, whichever service brought it. A push says only that there is something: no name, no circle, no
 * words. The services (FCM, UnifiedPush) that call this come with the relay's push gateway.
 */
internal class PushMessages(private val jobs: SyncJobs) {
    /** There is something to fetch. */
    fun received() = jobs.soon()
}
