package care.kith.android.notifications

import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import care.kith.android.KithApplication
import care.kith.core.KithException
import kotlinx.coroutines.launch

/** Notes that what a notification told was read. Where that cannot be, it stays. */
internal class ReadReceiver : BroadcastReceiver() {
    override fun onReceive(context: Context, intent: Intent) {
        val target = ReplyTarget.from(intent) ?: return
        val row = intent.getLongExtra(ReplyTarget.ROW, 0)
        val kith = context.applicationContext as KithApplication
        val profile = kith.profiles.find(target.profileId)?.takeIf(kith.sessions::mayVisit) ?: return
        val pending = goAsync()
        kith.background.launch {
            try {
                kith.sessions.of(profile).visit {
                    it.markRead(target.conversation, row)
                    // What came in its place meanwhile stays.
                    kith.notifications.show(profile, it)
                }
            } catch (
                @Suppress("SwallowedException") closed: KithException,
            ) {
                // It is told until it was seen.
            } finally {
                pending.finish()
            }
        }
    }
}
