package care.kith.android.notifications

import android.app.Notification
import android.app.NotificationManager
import android.content.Context
import care.kith.android.people.Profile
import care.kith.android.systemService
import care.kith.core.CircleRow
import care.kith.core.Inbox
import care.kith.core.RowKind
import care.kith.core.TimelineRow
import care.kith.strings.Strings

/**
 * Tells of messages that were not seen: one notification a circle.
 *
 * @param isSeen whether the app is on the screen: then nothing has to be told.
 */
internal class MessageNotifications(
    private val context: Context,
    private val strings: () -> Strings,
    private val isSeen: () -> Boolean,
) {
    private val manager = context.systemService<NotificationManager>()
    private val told = Told(context)

    /** Tells what is new in [inbox], and takes back what has been seen. */
    @Synchronized
    fun show(profile: Profile, inbox: Inbox) {
        inbox.circles.filter { it.unread == 0u }.forEach { manager.cancel(ReplyTarget.tag(profile.id, it.id), ID) }
        if (isSeen()) return
        inbox.circles.forEach { circle ->
            val message = circle.last ?: return@forEach
            val target = ReplyTarget(profile.id, circle.id, message.audience)
            if (circle.unread > 0u && !message.senderIsMe && told.isNew(target, message.id)) {
                tell(target, circle, message)
            }
        }
    }

    /** An answer is on its way: the notification goes. */
    fun answered(target: ReplyTarget) = manager.cancel(target.tag, ID)

    /** An answer could not be taken. It stays to be read, so that nobody's words are lost. */
    fun notAnswered(target: ReplyTarget, words: String) {
        val notification = Notification
            .Builder(context, Channel.Messages.id)
            .private(context, strings())
            .setContentTitle(strings().problemLocked)
            .setContentText(words)
            .setRemoteInputHistory(arrayOf(words))
        manager.notify(target.tag, ID, notification.build())
    }

    private fun tell(target: ReplyTarget, circle: CircleRow, message: TimelineRow) {
        val notification = Notification
            .Builder(context, Channel.Messages.id)
            .private(context, strings())
            .setContentTitle(circle.title)
            .setContentText(words(message))
            .setWhen(message.sentAt.toLong())
            .setShowWhen(true)
            .setNumber(circle.unread.toInt())
            .setAutoCancel(true)
            .setCategory(Notification.CATEGORY_MESSAGE)
            .setContentIntent(openingIntent(context, target))
        if (circle.audiences.contains(message.audience)) notification.addAction(replyAction(context, strings(), target))
        manager.notify(target.tag, ID, notification.build())
        told.remember(target, message.id)
    }

    private fun words(message: TimelineRow): String {
        val name = message.senderName
        return if (message.kind == RowKind.TEXT &&
            name != null
        ) {
            "$name: ${message.body}"
        } else {
            strings().deviceSomethingNew
        }
    }

    private companion object {
        /** What is new is told apart by its tag: whose it is, and from which circle. */
        const val ID = 1
    }
}
