package care.kith.screens.chat

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.hasScrollAction
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performTouchInput
import androidx.compose.ui.test.swipeDown
import care.kith.screens.Audience
import care.kith.screens.Content
import care.kith.screens.samples.MINUTE
import care.kith.screens.samples.NOW
import care.kith.screens.samples.Samples
import care.kith.screens.uiTest
import care.kith.strings.Language
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

private const val ALL = 100_000
private const val PAGE = 50
private const val WINDOW = 150

/** Pages of a hundred thousand messages, as a holder hands them out: the newest window first. */
private class FakePages(private val samples: Samples) {
    private var first = ALL - WINDOW
    var largest = 0

    fun timeline() = Timeline(
        List(WINDOW) { row(first + it) },
        hasOlder = first > 0,
        hasNewer = first + WINDOW < ALL,
    ).also { largest = maxOf(largest, it.rows.size) }

    fun on(event: ChatEvent) {
        when (event) {
            is ChatEvent.LoadOlder -> if (event.rowId.toInt() == first) first = maxOf(0, first - PAGE)

            is ChatEvent.LoadNewer -> if (event.rowId.toInt() ==
                first + WINDOW - 1
            ) {
                first = minOf(ALL - WINDOW, first + PAGE)
            }

            ChatEvent.JumpToNewest -> first = ALL - WINDOW

            else -> Unit
        }
    }

    private fun row(i: Int): ChatRow = ChatRow.Message(
        i.toLong(),
        NOW - (ALL - i) * MINUTE,
        if (i % 3 == 0) samples.cast.nurse else samples.cast.patient,
        Audience.Circle,
        "Message number $i",
        if (i % 3 == 0) Delivery.Received else Delivery.Sent,
    )
}

@OptIn(ExperimentalTestApi::class)
class ScrollingTest {
    @Test
    fun `a hundred thousand messages scroll through a window of pages, and come back`() {
        val pages = FakePages(Samples(Language.English))
        var timeline by mutableStateOf(pages.timeline())
        uiTest<ChatEvent>(height = 800, screen = { samples, send ->
            ChatScreen(samples.chat().copy(timeline = Content.Ready(timeline)), {
                send(it)
                pages.on(it)
                timeline = pages.timeline()
            })
        }) {
            ui.onNodeWithText("Message number ${ALL - 1}").assertExists()
            val seen = mutableListOf<Long>()
            repeat(40) {
                ui.onAllNodes(hasScrollAction())[0].performTouchInput { swipeDown(durationMillis = 60) }
                ui.waitForIdle()
                seen += (events.last { it is ChatEvent.Seen } as ChatEvent.Seen).rowId
            }
            assertTrue(events.count { it is ChatEvent.LoadOlder } >= 4, "pages were asked for")
            assertEquals(seen.sortedDescending(), seen, "what is read never jumps back")
            assertTrue(seen.last() < ALL - WINDOW, "beyond the first window")
            assertEquals(WINDOW, pages.largest)
            ui.onNodeWithText(strings.chatJump).performClick()
            ui.waitForIdle()
            ui.onNodeWithText("Message number ${ALL - 1}").assertExists()
        }
    }

    @Test
    fun `who reads the newest row stays with it, who reads above is left alone`() {
        var rows by mutableStateOf(List(60) { line(it) })
        uiTest<ChatEvent>(height = 800, screen = { samples, send -> ChatScreen(samples.chat(rows), send) }) {
            rows = rows + line(60)
            ui.waitForIdle()
            ui.onNodeWithText("Line 60").assertExists()
            repeat(3) { ui.onAllNodes(hasScrollAction())[0].performTouchInput { swipeDown() } }
            ui.waitForIdle()
            val above = (events.last { it is ChatEvent.Seen } as ChatEvent.Seen).rowId
            rows = rows + line(61)
            ui.waitForIdle()
            ui.onNodeWithText("Line 61").assertDoesNotExist()
            assertEquals(above, (events.last { it is ChatEvent.Seen } as ChatEvent.Seen).rowId)
            rows = rows + line(62).copy(sender = people.patient.copy(me = true), delivery = Delivery.Waiting)
            ui.waitForIdle()
            ui.onNodeWithText("Line 62").assertExists("one's own words are shown at once")
        }
    }

    private fun line(i: Int) =
        ChatRow.Message(
            i.toLong(),
            NOW - (100 - i) * MINUTE,
            people.nurse,
            Audience.Circle,
            "Line $i",
            Delivery.Received,
        )

    private val people = Samples(Language.English).cast
}
