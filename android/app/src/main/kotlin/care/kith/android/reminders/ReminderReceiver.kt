package care.kith.android.reminders

import android.app.Notification
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import care.kith.android.KithApplication
import care.kith.android.MainActivity
import care.kith.android.notifications.Channel
import care.kith.android.notifications.private
import care.kith.android.systemService

/** An alarm rang: says that there is something to do, not what. */
internal class ReminderReceiver : BroadcastReceiver() {
    override fun onReceive(context: Context, intent: Intent) {
        val id = intent.data?.schemeSpecificPart ?: return
        val strings = (context.applicationContext as KithApplication).language.strings
        val open = PendingIntent.getActivity(
            context,
            0,
            Intent(context, MainActivity::class.java),
            PendingIntent.FLAG_IMMUTABLE,
        )
        val notification = Notification
            .Builder(context, Channel.Reminders.id)
            .private(context, strings)
            .setContentTitle(strings.deviceReminder)
            .setCategory(Notification.CATEGORY_REMINDER)
            .setContentIntent(open)
            .setAutoCancel(true)
        context.systemService<NotificationManager>().notify(id, ID, notification.build())
    }

    private companion object {
        const val ID = 2
    }
}
