package care.kith.android.notifications

import android.app.Notification
import android.app.NotificationManager
import android.content.Context
import android.os.Bundle
import care.kith.android.people.Profile
import care.kith.android.session.Sessions
import care.kith.android.systemService
import care.kith.core.Audience
import care.kith.core.KithClient
import care.kith.core.News
import care.kith.core.NewsRow
import care.kith.core.RowContent
import care.kith.core.Says
import care.kith.core.TimelineRow
import care.kith.holders.sender
import care.kith.screens.design.sender
import care.kith.screens.design.sentence
import care.kith.strings.Strings
import care.kith.strings.isolated
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/**
 * Tells of messages that were not seen: one notification a conversation.
 *
 * @param isSeen whether someone has their Kith before their eyes: then nothing has to be told.
 */
internal class MessageNotifications(
    private val context: Context,
    private val sessions: Sessions,
    private val strings: () -> Strings,
    private val isSeen: (Profile) -> Boolean,
) {
    private val manager = context.systemService<NotificationManager>()
    private val turns = Mutex()

    /**
     * Tells what is new, and takes back what has been seen, changed or deleted since; which that is the core says, and
     * remembers. One after the other: nothing is told twice.
     */
    suspend fun show(profile: Profile, client: KithClient) = turns.withLock {
        val news = client.news(shown(profile), words = !sessions.isShared, seen = isSeen(profile))
        if (post(profile, news)) news.post.forEach { client.told(it.conversation, it.row.id, it.mark) }
    }

    /** The conversations of which something is shown. */
    private fun shown(profile: Profile): List<String> {
        val prefix = ReplyTarget.tag(profile.id, "")
        return manager.activeNotifications
            .filter { it.id == ID && it.tag.orEmpty().startsWith(prefix) }
            .map { it.tag.removePrefix(prefix) }
    }

    /** Where others use the device too, it may have been locked since the news were read: then nothing is told. */
    @Synchronized
    private fun post(profile: Profile, news: News): Boolean {
        if (!sessions.mayVisit(profile)) return false
        news.remove.forEach { manager.cancel(ReplyTarget.tag(profile.id, it), ID) }
        news.post.forEach { tell(ReplyTarget(profile.id, it.conversation, it.row.room, it.row.audience), it) }
        return true
    }

    /** Takes back everything that was told to someone. */
    @Synchronized
    fun forget(profile: Profile) = manager.activeNotifications
        .filter { it.tag.orEmpty().startsWith(ReplyTarget.tag(profile.id, "")) }
        .forEach { manager.cancel(it.tag, it.id) }

    /** An answer to a row is on its way: its notification goes, but not what came in its place meanwhile. */
    @Synchronized
    fun answered(target: ReplyTarget, row: Long) = manager.activeNotifications
        .filter { it.tag == target.tag && it.id == ID && it.notification.extras.getLong(ReplyTarget.ROW) == row }
        .forEach { manager.cancel(it.tag, it.id) }

    /**
     * An answer could not be taken: says why, and leads to the conversation. Words that stand nowhere else stay here
     * until they are wiped away, each answer's by themselves.
     */
    fun notAnswered(target: ReplyTarget, words: String, why: Unanswered) {
        val notification = about(target).setContentTitle(strings().sentence(why.problem)).setAutoCancel(why.isKept)
        // Nobody answers here where others use the device too, except to what was told before they did.
        if (!sessions.isShared) notification.setContentText(words)
        manager.cancel(target.tag, ID)
        manager.notify(target.tag, words.hashCode(), notification.build())
    }

    private fun tell(target: ReplyTarget, news: NewsRow) {
        val notification = about(target)
            .setWhen(news.row.sentAt.toLong())
            .setShowWhen(true)
            .setOnlyAlertOnce(news.quietly)
            .addExtras(Bundle().apply { putLong(ReplyTarget.ROW, news.row.id) })
            .setCategory(Notification.CATEGORY_MESSAGE)
            .setSubText(strings().chatClockOff.takeIf { news.row.clockOff })
        if (sessions.isShared) notification.saysNothing(strings()) else notification.says(target, news)
        manager.notify(target.tag, ID, notification.build())
    }

    private fun about(target: ReplyTarget) = Notification
        .Builder(context, Channel.Messages.id)
        .private(context, strings())
        .setAutoCancel(true)
        .setContentIntent(openingIntent(context, target))

    private fun Notification.Builder.says(target: ReplyTarget, news: NewsRow) {
        setContentTitle(isolated(news.title))
        setContentText(words(news))
        setNumber(news.unread.toInt())
        addAction(readAction(context, strings(), target, news.row.id))
        if (news.mayReply) addAction(replyAction(context, strings(), target, news.row.id))
    }

    private fun words(news: NewsRow): String {
        val sender = sender(news.row)?.let(strings()::sender) ?: return strings().deviceSomethingNew
        val body = (news.row.content as? RowContent.Text)?.body.orEmpty()
        return when (news.says) {
            Says.SOMETHING -> strings().deviceSomethingNew
            Says.HIDDEN -> strings().inboxLastLine(sender, hidden(news.row))
            Says.SAID -> strings().inboxLastLine(sender, body)
            Says.CHANGED -> strings().inboxLastLine(sender, body) + " · " + strings().chatEdited
            Says.DELETED -> strings().chatDeletedBy(sender)
        }
    }

    private fun hidden(message: TimelineRow) =
        if (message.audience == Audience.PAIR) strings().chatOnlyPair else strings().chatOnlyClinic

    private companion object {
        /** What is new is told apart by its tag: whose it is, and from which conversation. */
        const val ID = 1
    }
}
