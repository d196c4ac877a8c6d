package care.kith.android.notifications

import android.app.NotificationChannel
import android.app.NotificationManager
import android.content.Context
import care.kith.android.systemService
import care.kith.strings.Strings

/** The kinds of notification, as the device's settings list them. */
internal enum class Channel(val id: String, private val importance: Int, private val title: (Strings) -> String) {
    Messages("messages", NotificationManager.IMPORTANCE_HIGH, Strings::deviceMessages),
    Reminders("reminders", NotificationManager.IMPORTANCE_HIGH, Strings::deviceReminders),
    ;

    companion object {
        /** Makes or renames them. */
        fun create(context: Context, strings: Strings) {
            val manager = context.systemService<NotificationManager>()
            manager.createNotificationChannels(
                entries.map { NotificationChannel(it.id, it.title(strings), it.importance) },
            )
        }
    }
}
