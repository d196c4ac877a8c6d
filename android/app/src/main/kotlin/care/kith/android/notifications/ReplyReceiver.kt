package care.kith.android.notifications

import android.app.RemoteInput
import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import care.kith.android.KithApplication
import care.kith.core.KithException
import kotlinx.coroutines.launch

/** Sends what someone wrote into a notification. */
internal class ReplyReceiver : BroadcastReceiver() {
    override fun onReceive(context: Context, intent: Intent) {
        val words = RemoteInput.getResultsFromIntent(intent)?.getCharSequence(ReplyTarget.WORDS)?.toString()
        val target = ReplyTarget.from(intent)
        if (words.isNullOrBlank() || target == null) return
        val kith = context.applicationContext as KithApplication
        val pending = goAsync()
        kith.background.launch {
            try {
                send(kith, target, words)
            } finally {
                pending.finish()
            }
        }
    }

    private suspend fun send(kith: KithApplication, target: ReplyTarget, words: String) {
        val profile = kith.profiles.find(target.profileId) ?: return
        if (!kith.sessions.mayVisit(profile)) return kith.notifications.notAnswered(target, words)
        try {
            kith.sessions.of(profile).visit { it.send(target.circle, target.audience, words) }
            kith.notifications.answered(target)
            kith.syncJobs.soon()
        } catch (
            @Suppress("SwallowedException") error: KithException,
        ) {
            kith.notifications.notAnswered(target, words)
        }
    }
}
