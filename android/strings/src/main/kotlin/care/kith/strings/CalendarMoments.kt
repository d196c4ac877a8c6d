package care.kith.strings

import java.time.DayOfWeek
import java.time.Instant
import java.time.LocalDate
import java.time.LocalDateTime
import java.time.LocalTime
import java.time.OffsetDateTime
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.time.format.DateTimeParseException
import java.time.format.DecimalStyle
import java.time.format.TextStyle
import java.time.temporal.ChronoUnit
import java.util.Locale

/**
 * [Moments] by the calendar of everyday life. The patterns are ours, since those of the platforms change with
 * their versions; the names of days and months are the platform's.
 *
 * @param zone where the person is.
 * @param hours24 whether the day has 24 hours on this device, as its settings say; `null` where they do not.
 * @param clock milliseconds since 1970 (UTC).
 */
public class CalendarMoments(
    private val language: Language,
    private val zone: ZoneId,
    hours24: Boolean? = null,
    private val clock: () -> Long,
) : Moments {
    private val locale = Locale.forLanguageTag(if (language == Language.Pseudo) "en" else language.tag)
    private val time = pattern(if (hours24 ?: (language == Language.Spanish)) "H:mm" else "h:mm a")
    private val thisYear = pattern(language.dayPattern)
    private val otherYear = pattern(language.dayPattern + " yyyy")
    private val short = pattern("d MMM")
    private val month = pattern(language.monthPattern)

    override fun now(): Long = clock()

    override fun time(at: Long): String = time.format(local(at))

    override fun day(at: Long): String =
        (if (date(at).year == date(now()).year) thisYear else otherYear).format(local(at))

    override fun shortDay(at: Long): String = short.format(local(at))

    override fun daysAgo(at: Long): Int = ChronoUnit.DAYS.between(date(at), date(now())).toInt()

    override fun month(at: Long): Month {
        val first = date(at).withDayOfMonth(1)
        val week = List(DayOfWeek.entries.size) { language.weekBegins.plus(it.toLong()) }
        return Month(
            name = month.format(first),
            weekdays = week.map { it.getDisplayName(TextStyle.NARROW, locale) },
            blank = week.indexOf(first.dayOfWeek),
            days = List(first.lengthOfMonth()) { begin(first.plusDays(it.toLong())) },
            before = begin(first.minusMonths(1)),
            after = begin(first.plusMonths(1)),
        )
    }

    override fun hours(at: Long): List<Long> {
        val day = date(at)
        val hours = List(HOURS) { moment(day, LocalTime.of(it, 0)) }
        // Where clocks go forward an hour is none.
        return hours.distinct().filter { it > now() }
    }

    override fun evening(): Long? =
        moment(date(now()), LocalTime.of(EVENING, 0)).takeIf { it - now() >= HALF_AN_HOUR }

    override fun morning(): Long = moment(date(now()).plusDays(1), LocalTime.of(MORNING, 0))

    override fun date(written: String): Dated? = dated(written, zone)

    private fun moment(day: LocalDate, time: LocalTime) = day
        .atTime(time)
        .atZone(zone)
        .toInstant()
        .toEpochMilli()

    private fun local(at: Long) = Instant.ofEpochMilli(at).atZone(zone)

    private fun begin(day: LocalDate) = day.atStartOfDay(zone).toInstant().toEpochMilli()

    private fun date(at: Long): LocalDate = local(at).toLocalDate()

    private fun pattern(text: String) =
        DateTimeFormatter.ofPattern(text, locale).withDecimalStyle(DecimalStyle.STANDARD)
}

/** A date that is written by ISO 8601, for who is in [zone]; `null` where it is none. */
public fun dated(written: String, zone: ZoneId): Dated? = try {
    val begins = when {
        'T' !in written -> LocalDate.parse(written).atStartOfDay(zone).toInstant()
        written.endsWith('Z') -> OffsetDateTime.parse(written).toInstant()
        else -> LocalDateTime.parse(written).atZone(zone).toInstant()
    }
    Dated(begins.toEpochMilli(), whole = 'T' !in written)
} catch (
    @Suppress("SwallowedException") none: DateTimeParseException,
) {
    null
}

private const val HOURS = 24
private const val MORNING = 8
private const val EVENING = 18
private const val HALF_AN_HOUR = 30 * 60_000L

private val Language.weekBegins: DayOfWeek
    get() = if (this == Language.Arabic) DayOfWeek.SATURDAY else DayOfWeek.MONDAY

private val Language.monthPattern: String
    get() = if (this == Language.Spanish) "LLLL 'de' yyyy" else "LLLL yyyy"

private val Language.dayPattern: String
    get() = when (this) {
        Language.Spanish -> "EEEE d 'de' MMMM"
        Language.Arabic -> "EEEE d MMMM"
        Language.English, Language.Pseudo -> "EEEE, d MMMM"
    }
