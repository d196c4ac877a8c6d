package care.kith.android.outside

import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.Intent
import android.net.Uri
import android.provider.CalendarContract
import android.provider.Settings
import care.kith.holders.Go
import care.kith.strings.dated
import java.time.LocalDate
import java.time.LocalTime
import java.time.ZoneId
import java.time.ZoneOffset

/** What is asked of the device rather than of the app. Returns whether [go] was such a thing. */
internal fun goOutside(activity: Activity, go: Go): Boolean {
    when (go) {
        is Go.Call -> start(activity, Intent(Intent.ACTION_DIAL, Uri.fromParts("tel", go.number, null)))

        is Go.Copy -> copyPrivately(activity, go.text)

        is Go.ToCalendar -> noting(go.date)?.let { start(activity, it) }

        is Go.Share -> start(activity, Intent.createChooser(sending(go.text), null))

        is Go.ToDeviceSettings -> start(activity, settings(go.forSpace))

        is Go.ToUpdate -> start(
            activity,
            Intent(Intent.ACTION_VIEW, Uri.parse("market://details?id=${activity.packageName}")),
        )

        else -> return false
    }
    return true
}

private fun sending(text: String) = Intent(Intent.ACTION_SEND).setType("text/plain").putExtra(Intent.EXTRA_TEXT, text)

/**
 * The calendar's own form for something new at a [date], to be filled in by the person: what a message says is not for
 * a calendar, which others see, and which is kept on other computers.
 */
private fun noting(date: String): Intent? {
    val zone = ZoneId.systemDefault()
    val dated = dated(date, zone) ?: return null
    val noting = Intent(Intent.ACTION_INSERT, CalendarContract.Events.CONTENT_URI)
    if (!dated.whole) return noting.putExtra(CalendarContract.EXTRA_EVENT_BEGIN_TIME, dated.at)
    // Some calendars read a whole day by this zone, others by UTC: at noon, or when it has begun there, it is one day.
    val day = LocalDate.parse(date)
    val noon = day.atTime(LocalTime.NOON).atZone(zone).toInstant()
    val begun = maxOf(noon, day.atStartOfDay(ZoneOffset.UTC).toInstant())
    return noting
        .putExtra(CalendarContract.EXTRA_EVENT_BEGIN_TIME, begun.toEpochMilli())
        .putExtra(CalendarContract.EXTRA_EVENT_ALL_DAY, true)
}

private fun settings(forSpace: Boolean) =
    Intent(if (forSpace) Settings.ACTION_INTERNAL_STORAGE_SETTINGS else Settings.ACTION_SECURITY_SETTINGS)

private fun start(activity: Activity, intent: Intent) {
    try {
        activity.startActivity(intent)
    } catch (
        @Suppress("SwallowedException") none: ActivityNotFoundException,
    ) {
        // A tablet that cannot call, a device without a store: the number stands on the screen to be read.
    }
}
