package care.kith.android.reminders

import android.app.AlarmManager
import android.app.PendingIntent
import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import android.net.Uri
import android.os.Build
import care.kith.android.systemService

/**
 * Wakes the app at a moment, to the minute, asleep or not: for words that wait for their time, and for medicines and
 * appointments, whose plan comes with later versions. An alarm says nothing of what it is about; its [id] means
 * something only inside Kith.
 *
 * @param receiver what rings.
 */
internal class ExactAlarms(private val context: Context, private val receiver: Class<out BroadcastReceiver>) {
    private val alarms = context.systemService<AlarmManager>()

    /** Whether the person lets Kith wake the device to the minute; otherwise it comes within the system's window. */
    val areExact: Boolean
        get() = Build.VERSION.SDK_INT < Build.VERSION_CODES.S || alarms.canScheduleExactAlarms()

    /** Rings at [at], milliseconds since 1970 (UTC); in place of an alarm of the same [id]. */
    fun set(id: String, at: Long) {
        if (areExact) {
            alarms.setExactAndAllowWhileIdle(AlarmManager.RTC_WAKEUP, at, pending(id))
        } else {
            alarms.setAndAllowWhileIdle(AlarmManager.RTC_WAKEUP, at, pending(id))
        }
    }

    /** Does not ring after all. */
    fun cancel(id: String) = alarms.cancel(pending(id))

    private fun pending(id: String): PendingIntent {
        val intent = Intent(context, receiver).setData(Uri.fromParts("kith-reminder", id, null))
        return PendingIntent.getBroadcast(
            context,
            0,
            intent,
            PendingIntent.FLAG_UPDATE_CURRENT or PendingIntent.FLAG_IMMUTABLE,
        )
    }
}
