package care.kith.screens.chat

import care.kith.screens.nameOf
import care.kith.strings.Moments

/** What stands in the list, each under a key that stays its own. */
internal sealed interface TimelineItem {
    val key: String

    /** Where a day begins; [at] is any moment of it. */
    data class Day(val at: Long, override val key: String) : TimelineItem {
        override fun toString(): String = nameOf(this)
    }

    /** Above what was unread when the screen was opened. */
    data class UnreadMark(val count: Int) : TimelineItem {
        override val key: String get() = "unread"
    }

    /** A row; [first] of what someone said in one go, or in its middle. */
    data class Row(val row: ChatRow, val first: Boolean) : TimelineItem {
        override val key: String get() = "row ${row.id}"
    }
}

private const val ONE_GO = 10 * 60 * 1000L

/** The items of a window, newest first, as the list is drawn from its foot. */
internal fun items(timeline: Timeline, moments: Moments): List<TimelineItem> {
    val items = ArrayList<TimelineItem>(timeline.rows.size + 8)
    var before: ChatRow? = null
    timeline.rows.forEach { row ->
        val newDay = before?.let { moments.daysAgo(it.at) != moments.daysAgo(row.at) } ?: true
        if (newDay) items += TimelineItem.Day(row.at, "day before ${row.id}")
        val marked = row.id == timeline.unreadFrom
        if (marked) items += TimelineItem.UnreadMark(timeline.unread)
        items += TimelineItem.Row(row, first = newDay || marked || !goesOn(before, row))
        before = row
    }
    return items.asReversed()
}

private fun goesOn(before: ChatRow?, row: ChatRow): Boolean =
    before is ChatRow.Message && row is ChatRow.Message && before.sender.id == row.sender.id &&
        before.audience == row.audience && row.at - before.at in 0..ONE_GO
