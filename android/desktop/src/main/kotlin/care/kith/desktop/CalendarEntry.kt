package care.kith.desktop

import java.time.Instant
import java.time.ZoneOffset
import java.time.format.DateTimeFormatter

private val Stamp = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC)

/**
 * An entry at a [date], as calendars read it (RFC 5545), made [now]: `2027-03-03` is the whole day, `2027-03-03T14:30`
 * is that time wherever the calendar is, with a `Z` it is one moment. It says nothing else: the person does.
 */
internal fun calendarEntry(date: String, now: Instant): String {
    val bare = date.filterNot { it == '-' || it == ':' }
    val begins = when {
        'T' !in bare -> "DTSTART;VALUE=DATE:$bare"
        bare.endsWith('Z') -> "DTSTART:${bare.removeSuffix("Z")}00Z"
        else -> "DTSTART:${bare}00"
    }
    val lines = listOf(
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Kith//Kith//EN",
        "BEGIN:VEVENT",
        "UID:$bare-${now.toEpochMilli()}@kith",
        "DTSTAMP:${Stamp.format(now)}",
        begins,
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return lines.joinToString("") { "$it\r\n" }
}
