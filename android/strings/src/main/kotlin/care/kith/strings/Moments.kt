package care.kith.strings

/**
 * Says times. All are milliseconds since 1970 (UTC); the language, the time zone and the clock are the
 * implementation's, which the platform gives, so that pictures and tests hold still.
 */
public interface Moments {
    /** Now. */
    public fun now(): Long

    /** The hour and minute: `9:41 AM`. */
    public fun time(at: Long): String

    /** The day in full, without a year if it is this one: `Monday, 3 March`. */
    public fun day(at: Long): String

    /** The day in short: `3 Mar`. */
    public fun shortDay(at: Long): String

    /** How many midnights lie between [at] and now: 0 for today, 1 for yesterday, −1 for tomorrow. */
    public fun daysAgo(at: Long): Int

    /** The month that has a moment. */
    public fun month(at: Long): Month
}

/**
 * A month, to choose a day of.
 *
 * @property name with its year.
 * @property weekdays a letter or two for each, in the order of the week.
 * @property blank how many weekdays stand before the first of the month.
 * @property days when each begins, milliseconds since 1970 (UTC).
 * @property before when the month before begins.
 * @property after when the month after begins.
 */
public data class Month(
    val name: String,
    val weekdays: List<String>,
    val blank: Int,
    val days: List<Long>,
    val before: Long,
    val after: Long,
)

/** A moment within a sentence: `today at 9:41 AM`, `Monday, 3 March at 9:41 AM`. */
public fun Strings.moment(at: Long, moments: Moments): String = when (moments.daysAgo(at)) {
    0 -> momentTodayAt(moments.time(at))
    1 -> momentYesterdayAt(moments.time(at))
    else -> momentDayAt(moments.day(at), moments.time(at))
}

/** A day by itself: `Today`, `Yesterday`, `Monday, 3 March`. */
public fun Strings.day(at: Long, moments: Moments): String = when (moments.daysAgo(at)) {
    0 -> momentToday
    1 -> momentYesterday
    else -> moments.day(at)
}
