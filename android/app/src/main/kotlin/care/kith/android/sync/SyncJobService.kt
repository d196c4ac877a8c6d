package care.kith.android.sync

import android.app.job.JobParameters
import android.app.job.JobService
import care.kith.android.KithApplication
import kotlinx.coroutines.Job
import kotlinx.coroutines.launch

/** Exchanges messages while nobody looks at the app. */
internal class SyncJobService : JobService() {
    private val running = mutableMapOf<Int, Job>()

    override fun onStartJob(params: JobParameters): Boolean {
        val kith = application as KithApplication
        running[params.jobId] = kith.background.launch {
            val done = kith.backgroundSync.run()
            // What is done regularly has its next time anyway, and no longer wait for having failed.
            jobFinished(params, !done && params.jobId == SyncJobs.SOON)
        }
        return true
    }

    /** The system wants its moment back: what is half done is done another time. */
    override fun onStopJob(params: JobParameters): Boolean {
        running.remove(params.jobId)?.cancel()
        return true
    }
}
