package care.kith.android.sync

import android.app.job.JobInfo
import android.app.job.JobScheduler
import android.content.ComponentName
import android.content.Context
import android.os.Build
import care.kith.android.systemService
import kotlin.time.Duration.Companion.minutes

/** Asks the system for a moment to exchange messages. There is one job of each kind, however often it is asked. */
internal class SyncJobs(private val context: Context) {
    private val scheduler = context.systemService<JobScheduler>()

    /** As soon as there is a network: something waits to be sent, or a push said that something waits to be fetched. */
    fun soon() {
        val job = job(SOON)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) job.setExpedited(true)
        scheduler.schedule(job.build())
    }

    /** Now and then, for as long as there is someone here. What reaches a device that no push does. */
    fun regularly() {
        if (scheduler.getPendingJob(REGULARLY) != null) return
        scheduler.schedule(job(REGULARLY).setPeriodic(INTERVAL.inWholeMilliseconds).setPersisted(true).build())
    }

    /** What is not done is tried again soon: the night through, a phone that lies there locked keeps the keys back. */
    private fun job(id: Int) = JobInfo
        .Builder(id, ComponentName(context, SyncJobService::class.java))
        .setRequiredNetworkType(JobInfo.NETWORK_TYPE_ANY)
        .setBackoffCriteria(AGAIN.inWholeMilliseconds, JobInfo.BACKOFF_POLICY_LINEAR)

    companion object {
        const val SOON = 1
        const val REGULARLY = 2
        private val INTERVAL = 15.minutes
        private val AGAIN = 1.minutes
    }
}
