package care.kith.strings

import java.time.Instant
import java.time.LocalDate
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.time.format.DecimalStyle
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
    language: Language,
    private val zone: ZoneId,
    hours24: Boolean? = null,
    private val clock: () -> Long,
) : Moments {
    private val locale = Locale.forLanguageTag(if (language == Language.Pseudo) "en" else language.tag)
    private val time = pattern(if (hours24 ?: (language == Language.Spanish)) "H:mm" else "h:mm a")
    private val thisYear = pattern(language.dayPattern)
    private val otherYear = pattern(language.dayPattern + " yyyy")
    private val short = pattern("d MMM")

    override fun now(): Long = clock()

    override fun time(at: Long): String = time.format(local(at))

    override fun day(at: Long): String =
        (if (date(at).year == date(now()).year) thisYear else otherYear).format(local(at))

    override fun shortDay(at: Long): String = short.format(local(at))

    override fun daysAgo(at: Long): Int = ChronoUnit.DAYS.between(date(at), date(now())).toInt()

    private fun local(at: Long) = Instant.ofEpochMilli(at).atZone(zone)

    private fun date(at: Long): LocalDate = local(at).toLocalDate()

    private fun pattern(text: String) =
        DateTimeFormatter.ofPattern(text, locale).withDecimalStyle(DecimalStyle.STANDARD)
}

private val Language.dayPattern: String
    get() = when (this) {
        Language.Spanish -> "EEEE d 'de' MMMM"
        Language.Arabic -> "EEEE d MMMM"
        Language.English, Language.Pseudo -> "EEEE, d MMMM"
    }
