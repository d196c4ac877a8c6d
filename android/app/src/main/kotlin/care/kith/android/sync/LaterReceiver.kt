package care.kith.android.sync

import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import care.kith.android.KithApplication

/** Words are due that waited for it: they go out with the next exchange, which is asked for. */
internal class LaterReceiver : BroadcastReceiver() {
    override fun onReceive(context: Context, intent: Intent) =
        (context.applicationContext as KithApplication).syncJobs.soon()
}
