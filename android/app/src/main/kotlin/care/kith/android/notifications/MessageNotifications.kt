package care.kith.android.notifications

import android.app.Notification
import android.app.NotificationManager
import android.content.Context
import care.kith.android.people.Profile
import care.kith.android.session.Sessions
import care.kith.android.systemService
import care.kith.core.Audience
import care.kith.core.CircleRow
import care.kith.core.Inbox
import care.kith.core.RowContent
import care.kith.core.TimelineRow
import care.kith.holders.sender
import care.kith.screens.design.sender
import care.kith.screens.design.sentence
import care.kith.strings.Strings
import care.kith.strings.isolated

/**
 * Tells of messages that were not seen: one notification a conversation.
 *
 * @param isSeen whether the app is on the screen: then nothing has to be told.
 */
internal class MessageNotifications(
    private val context: Context,
    private val sessions: Sessions,
    private val strings: () -> Strings,
    private val isSeen: () -> Boolean,
) {
    private val manager = context.systemService<NotificationManager>()
    private val told = Told(context)

    /** Tells what is new in [inbox], and takes back what has been seen, changed or deleted since. */
    @Synchronized
    fun show(profile: Profile, inbox: Inbox) {
        val seen = inbox.circles.filter { it.unread == 0u }
        seen.forEach { manager.cancel(ReplyTarget.tag(profile.id, it.conversation), ID) }
        // Where others use the device too, it may have been locked since the list was read.
        val tells = !isSeen() && sessions.mayVisit(profile)
        inbox.circles.forEach { circle ->
            val message = circle.news ?: return@forEach
            val target = ReplyTarget(profile.id, circle.conversation, message.room, message.audience)
            if (tells && told.isNew(target, message.id)) {
                tell(target, circle, message)
            } else if (isOld(target, message)) {
                tell(target, circle, message, quietly = true)
            }
        }
    }

    /** Whether what is shown has other words than those that stand there now. */
    private fun isOld(target: ReplyTarget, message: TimelineRow): Boolean {
        val shown = manager.activeNotifications.find { it.tag == target.tag && it.id == ID } ?: return false
        val words = if (sessions.isShared) strings().deviceSomethingNew else words(message)
        val said = shown.notification.extras.getCharSequence(Notification.EXTRA_TEXT)
        return said.toString() != words
    }

    /** Takes back everything that was told to someone. */
    @Synchronized
    fun forget(profile: Profile) = manager.activeNotifications
        .filter { it.tag.orEmpty().startsWith(ReplyTarget.tag(profile.id, "")) }
        .forEach { manager.cancel(it.tag, it.id) }

    /** An answer is on its way: the notification goes. */
    fun answered(target: ReplyTarget) = manager.cancel(target.tag, ID)

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

    private fun tell(target: ReplyTarget, circle: CircleRow, message: TimelineRow, quietly: Boolean = false) {
        val notification = about(target)
            .setWhen(message.sentAt.toLong())
            .setShowWhen(true)
            .setOnlyAlertOnce(quietly)
            .setCategory(Notification.CATEGORY_MESSAGE)
            .setSubText(strings().chatClockOff.takeIf { message.clockOff })
        if (sessions.isShared) notification.saysNothing(strings()) else notification.says(target, circle, message)
        manager.notify(target.tag, ID, notification.build())
        told.remember(target, message.id)
    }

    private fun about(target: ReplyTarget) = Notification
        .Builder(context, Channel.Messages.id)
        .private(context, strings())
        .setAutoCancel(true)
        .setContentIntent(openingIntent(context, target))

    private fun Notification.Builder.says(target: ReplyTarget, circle: CircleRow, message: TimelineRow) {
        setContentTitle(isolated(circle.title))
        setContentText(words(message))
        setNumber(circle.unread.toInt())
        addAction(readAction(context, strings(), target, message.id))
        // What cannot be read here is not answered here.
        val isShown = message.audience == Audience.CIRCLE
        if (isShown && message.audience in circle.audiences) addAction(replyAction(context, strings(), target))
    }

    /** Words for a few only are shown to nobody who looks on; the core does not hand them out here either. */
    private fun words(message: TimelineRow): String {
        val sender = sender(message)?.let(strings()::sender)
        val content = message.content
        return when {
            sender == null -> strings().deviceSomethingNew
            content is RowContent.Hidden -> strings().inboxLastLine(sender, hidden(message))
            content is RowContent.Text -> said(sender, content)
            content is RowContent.Deleted -> strings().chatDeletedBy(sender)
            else -> strings().deviceSomethingNew
        }
    }

    private fun said(sender: String, content: RowContent.Text): String {
        val line = strings().inboxLastLine(sender, content.body)
        return if (content.edited) line + " · " + strings().chatEdited else line
    }

    private fun hidden(message: TimelineRow) =
        if (message.audience == Audience.PAIR) strings().chatOnlyPair else strings().chatOnlyClinic

    private companion object {
        /** What is new is told apart by its tag: whose it is, and from which conversation. */
        const val ID = 1
    }
}
