package care.kith.android.notifications

import android.app.RemoteInput
import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import care.kith.android.KithApplication
import care.kith.core.KithClient
import care.kith.core.KithException
import care.kith.holders.problem
import care.kith.screens.Problem
import kotlinx.coroutines.launch

/**
 * Why an answer could not be taken.
 *
 * @property isKept whether its words stand in the field of the conversation.
 */
internal class Unanswered(val problem: Problem, val isKept: Boolean)

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
                answer(kith, target, words, intent.getLongExtra(ReplyTarget.ROW, 0))
            } finally {
                pending.finish()
            }
        }
    }

    private suspend fun answer(kith: KithApplication, target: ReplyTarget, words: String, row: Long) {
        val failed = visit(kith, target, words)
        if (failed != null) return kith.notifications.notAnswered(target, words, failed)
        kith.notifications.answered(target, row)
        kith.syncJobs.soon()
    }

    private suspend fun visit(kith: KithApplication, target: ReplyTarget, words: String): Unanswered? {
        val profile = kith.profiles.find(target.profileId)?.takeIf(kith.sessions::mayVisit)
        return try {
            if (profile == null) throw KithException.Unlock("store.locked")
            kith.sessions.of(profile).visit { send(it, target, words) }
        } catch (closed: KithException) {
            Unanswered(problem(closed), isKept = false)
        }
    }

    private suspend fun send(client: KithClient, target: ReplyTarget, words: String): Unanswered? = try {
        client.send(target.room, words)
        null
    } catch (refused: KithException) {
        Unanswered(problem(refused), isKept(client, target, words))
    }

    private suspend fun isKept(client: KithClient, target: ReplyTarget, words: String): Boolean = try {
        client.keepUnsent(target.conversation, target.audience, words)
    } catch (
        @Suppress("SwallowedException") error: KithException,
    ) {
        false
    }
}
