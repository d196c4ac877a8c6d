package care.kith.android.notifications

import android.app.Notification
import android.content.Context
import care.kith.android.R
import care.kith.strings.Strings

/** Hides what the notification says while the device is locked: there it only says that there is something. */
internal fun Notification.Builder.private(context: Context, strings: Strings): Notification.Builder {
    val public = Notification
        .Builder(context, Channel.Messages.id)
        .setSmallIcon(R.drawable.ic_notification)
        .setColor(context.getColor(R.color.accent))
        .saysNothing(strings)
    return setSmallIcon(R.drawable.ic_notification)
        .setColor(context.getColor(R.color.accent))
        .setVisibility(Notification.VISIBILITY_PRIVATE)
        .setPublicVersion(public.build())
        // No summary by the system's assistant, no copy on a watch that someone else may wear.
        .setLocalOnly(true)
}

/** That there is something: not what, from whom or where. */
internal fun Notification.Builder.saysNothing(strings: Strings): Notification.Builder =
    setContentTitle(strings.appName).setContentText(strings.deviceSomethingNew)
