package care.kith.android.notifications

import android.app.Notification
import android.app.PendingIntent
import android.app.RemoteInput
import android.content.Context
import android.content.Intent
import android.graphics.drawable.Icon
import android.os.Build
import care.kith.android.R
import care.kith.android.arriving.Arrival
import care.kith.core.Audience
import care.kith.strings.Strings

/** Where an answer goes: to those who could read what it answers. */
internal data class ReplyTarget(
    val profileId: String,
    val conversation: String,
    val room: String,
    val audience: Audience,
) {
    /** Tells what is shown of one conversation to one person from everything else: two people may be in the same. */
    val tag: String
        get() = tag(profileId, conversation)

    /** Puts it into an intent. */
    fun into(intent: Intent): Intent =
        intent
            .putExtra(Arrival.PROFILE, profileId)
            .putExtra(Arrival.CIRCLE, conversation)
            .putExtra(ROOM, room)
            .putExtra(AUDIENCE, audience.name)

    companion object {
        /** The words of an answer. */
        const val WORDS = "words"

        /** Of which row it tells: up to there it was read, or that one is answered. */
        const val ROW = "care.kith.android.ROW"
        private const val ROOM = "care.kith.android.ROOM"
        private const val AUDIENCE = "care.kith.android.AUDIENCE"

        /** The [ReplyTarget.tag] of a conversation, whoever is answered there. */
        fun tag(profileId: String, conversation: String): String = "$profileId/$conversation"

        /** What [into] put there. */
        fun from(intent: Intent): ReplyTarget? {
            val (profile, conversation, room) =
                listOf(Arrival.PROFILE, Arrival.CIRCLE, ROOM).map { intent.getStringExtra(it) ?: return null }
            val audience = Audience.entries.find { it.name == intent.getStringExtra(AUDIENCE) } ?: return null
            return ReplyTarget(profile, conversation, room, audience)
        }
    }
}

/** Opens the conversation. */
internal fun openingIntent(context: Context, target: ReplyTarget): PendingIntent {
    val intent = target.into(Intent().setComponent(Arrival.notified(context)).setAction(target.tag))
    return PendingIntent.getActivity(
        context,
        0,
        intent,
        PendingIntent.FLAG_UPDATE_CURRENT or PendingIntent.FLAG_IMMUTABLE,
    )
}

/** Notes that everything up to [row] was read. */
internal fun readAction(context: Context, strings: Strings, target: ReplyTarget, row: Long): Notification.Action {
    val intent = target.into(Intent(context, ReadReceiver::class.java).setAction(target.tag))
    val pending = PendingIntent.getBroadcast(
        context,
        0,
        intent.putExtra(ReplyTarget.ROW, row),
        PendingIntent.FLAG_UPDATE_CURRENT or PendingIntent.FLAG_IMMUTABLE,
    )
    return Notification.Action
        .Builder(Icon.createWithResource(context, R.drawable.ic_notification), strings.deviceMarkRead, pending)
        .setSemanticAction(Notification.Action.SEMANTIC_ACTION_MARK_AS_READ)
        .build()
}

/** Lets someone answer right in the notification; on a locked device only after unlocking it. */
internal fun replyAction(context: Context, strings: Strings, target: ReplyTarget, row: Long): Notification.Action {
    val intent = target.into(Intent(context, ReplyReceiver::class.java).setAction(target.tag))
    intent.putExtra(ReplyTarget.ROW, row)
    // The system puts the words in: this intent has to be open for that, and names its receiver.
    val mutable = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) PendingIntent.FLAG_MUTABLE else 0
    val pending = PendingIntent.getBroadcast(context, 0, intent, PendingIntent.FLAG_UPDATE_CURRENT or mutable)
    val icon = Icon.createWithResource(context, R.drawable.ic_notification)
    val action = Notification.Action
        .Builder(icon, strings.deviceReply, pending)
        .addRemoteInput(RemoteInput.Builder(ReplyTarget.WORDS).setLabel(strings.deviceReply).build())
        .setAllowGeneratedReplies(false)
        .setSemanticAction(Notification.Action.SEMANTIC_ACTION_REPLY)
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) action.setAuthenticationRequired(true)
    return action.build()
}
