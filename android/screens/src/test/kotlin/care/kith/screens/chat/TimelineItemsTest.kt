package care.kith.screens.chat

import care.kith.screens.Audience
import care.kith.screens.samples.DAY
import care.kith.screens.samples.HOUR
import care.kith.screens.samples.MINUTE
import care.kith.screens.samples.NOW
import care.kith.screens.samples.Samples
import care.kith.screens.samples.still
import care.kith.strings.Language
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

class TimelineItemsTest {
    private val cast = Samples(Language.English).cast

    private fun said(id: Long, at: Long, audience: Audience = Audience.Circle) =
        ChatRow.Message(id, at, cast.nurse, audience, "…", Delivery.Received)

    private fun shown(vararg rows: ChatRow, unreadFrom: Long? = null): List<String> =
        items(Timeline(rows.toList(), unreadFrom = unreadFrom, unread = 1), still(Language.English)).asReversed().map {
            when (it) {
                is TimelineItem.Day -> "day"
                is TimelineItem.UnreadMark -> "unread"
                is TimelineItem.Row -> if (it.first) "first ${it.row.id}" else "${it.row.id}"
            }
        }

    @Test
    fun `what one says in one go is one group`() =
        assertEquals(
            listOf("day", "first 1", "2", "first 3"),
            shown(said(1, NOW - HOUR), said(2, NOW - HOUR + MINUTE), said(3, NOW)),
        )

    @Test
    fun `another audience begins a group`() =
        assertEquals(
            listOf("day", "first 1", "first 2"),
            shown(said(1, NOW - MINUTE), said(2, NOW, Audience.Care)),
        )

    @Test
    fun `days and the unread mark stand between, and begin a group`() =
        assertEquals(
            listOf("day", "first 1", "day", "first 2", "unread", "first 3"),
            shown(said(1, NOW - DAY), said(2, NOW - MINUTE), said(3, NOW), unreadFrom = 3),
        )

    @Test
    fun `a clock that runs backwards breaks nothing`() =
        assertEquals(listOf("day", "first 1", "first 2"), shown(said(1, NOW), said(2, NOW - MINUTE)))
}
