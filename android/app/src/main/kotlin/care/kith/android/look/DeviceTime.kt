package care.kith.android.look

import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import android.content.IntentFilter
import android.text.format.DateFormat
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.platform.LocalContext
import androidx.core.content.ContextCompat
import androidx.lifecycle.compose.LifecycleResumeEffect
import care.kith.strings.CalendarMoments
import care.kith.strings.Language
import care.kith.strings.Moments
import java.time.LocalDate
import java.time.ZoneId

/**
 * What the device's settings say of time.
 *
 * @property day today: at midnight "today" becomes "yesterday".
 */
private data class DeviceTime(val zone: ZoneId, val hours24: Boolean, val day: LocalDate) {
    companion object {
        fun of(context: Context): DeviceTime {
            val zone = ZoneId.systemDefault()
            return DeviceTime(zone, DateFormat.is24HourFormat(context), LocalDate.now(zone))
        }
    }
}

/** The clock was set, also to 12 or to 24 hours; the device came to another zone; a day began. */
private val Changes = listOf(Intent.ACTION_TIME_CHANGED, Intent.ACTION_TIMEZONE_CHANGED, Intent.ACTION_DATE_CHANGED)

/** Times as the device's settings say them, now and as they change. */
@Composable
internal fun deviceMoments(language: Language): Moments {
    val context = LocalContext.current
    var time by remember { mutableStateOf(DeviceTime.of(context)) }
    DisposableEffect(context) {
        val changed = object : BroadcastReceiver() {
            override fun onReceive(context: Context, intent: Intent) {
                time = DeviceTime.of(context)
            }
        }
        val changes = IntentFilter().apply { Changes.forEach(::addAction) }
        ContextCompat.registerReceiver(context, changed, changes, ContextCompat.RECEIVER_NOT_EXPORTED)
        onDispose { context.unregisterReceiver(changed) }
    }
    // Whoever comes back may come from the settings.
    LifecycleResumeEffect(context) {
        time = DeviceTime.of(context)
        onPauseOrDispose {}
    }
    return remember(language, time) { CalendarMoments(language, time.zone, time.hours24, System::currentTimeMillis) }
}
