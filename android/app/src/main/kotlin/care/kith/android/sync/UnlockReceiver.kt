package care.kith.android.sync

import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import android.content.IntentFilter
import care.kith.android.KithApplication

/**
 * The device was unlocked: what could not be done for its lock is done now. The system tells that only to who lives;
 * after that the next try of its own finds it.
 */
internal class UnlockReceiver : BroadcastReceiver() {
    override fun onReceive(context: Context, intent: Intent) {
        val kith = context.applicationContext as KithApplication
        if (intent.action == Intent.ACTION_USER_PRESENT && kith.backgroundSync.hasLeft) kith.syncJobs.soon()
    }

    /** Listens for as long as the process lives. */
    fun begin(context: Context) {
        context.registerReceiver(this, IntentFilter(Intent.ACTION_USER_PRESENT))
    }
}
