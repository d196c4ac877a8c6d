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

    /** The whole hours of the day that has a moment, of those that are yet to come. */
    public fun hours(at: Long): List<Long>

    /** Six in the evening of this day; `null` where that is less than half an hour away, or was. */
    public fun evening(): Long?

    /** Eight in the morning of the next day. */
    public fun morning(): Long

    /** The date that is written `2027-03-03`, or `2027-03-03T14:30`, or so with a `Z`; `null` where that is none. */
    public fun date(written: String): Dated?
}

/** When a date begins: milliseconds since 1970 (UTC). It is of the [whole] day, or says a time. */
public data class Dated(val at: Long, val whole: Boolean)

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

/** A moment within a sentence: `today at 9:41 AM`, `tomorrow at 9:41 AM`, `Monday, 3 March at 9:41 AM`. */
public fun Strings.moment(at: Long, moments: Moments): String = when (moments.daysAgo(at)) {
    0 -> momentTodayAt(moments.time(at))
    1 -> momentYesterdayAt(moments.time(at))
    -1 -> momentTomorrowAt(moments.time(at))
    else -> momentDayAt(moments.day(at), moments.time(at))
}

/** A date that someone wrote, in full, for it may be read in a week: `Monday, 3 March at 9:41 AM`. */
public fun Strings.date(date: Dated, moments: Moments): String =
    if (date.whole) moments.day(date.at) else momentDayAt(moments.day(date.at), moments.time(date.at))

/** A day by itself: `Today`, `Yesterday`, `Tomorrow`, `Monday, 3 March`. */
public fun Strings.day(at: Long, moments: Moments): String = when (moments.daysAgo(at)) {
    0 -> momentToday
    1 -> momentYesterday
    -1 -> momentTomorrow
    else -> moments.day(at)
}
