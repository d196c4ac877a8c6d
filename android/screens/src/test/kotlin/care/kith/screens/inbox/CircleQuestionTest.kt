package care.kith.screens.inbox

import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.longClick
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performMouseInput
import androidx.compose.ui.test.performTouchInput
import androidx.compose.ui.test.rightClick
import care.kith.screens.Content
import care.kith.screens.UiTest
import care.kith.screens.chat.Standing
import care.kith.screens.samples.Samples
import care.kith.screens.uiTest
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

/** What can be done with a conversation in the list. */
@OptIn(ExperimentalTestApi::class)
class CircleQuestionTest {
    private fun inbox(state: Samples.() -> InboxState = { inbox() }, test: UiTest<InboxEvent>.() -> Unit) =
        uiTest(screen = { samples, send -> InboxScreen(samples.state(), send) }, test = test)

    private fun Samples.asking(item: CircleItem) = InboxState(
        online,
        Content.Ready(listOf(ClinicCircles(cast.clinic, listOf(item)))),
        question = item.id,
    )

    @Test
    fun `a button, a long press and the other button of a mouse ask the same`() = inbox {
        val row = ui.onNodeWithText(samples.cast.otherCircle)
        ui.onNodeWithContentDescription(strings.inboxActions(samples.cast.otherCircle)).performClick()
        row.performTouchInput { longClick() }
        row.performMouseInput { rightClick() }
        assertEquals(List(3) { InboxEvent.Ask("k2") }, events)
    }

    @Test
    fun `it is muted and marked, and can be left`() = inbox({ asking(CircleItem("k", "Uncle Theo")) }) {
        ui.onNodeWithText(strings.inboxMuteHelp).assertExists()
        ui.onNodeWithText(strings.inboxMarkUnread).performClick()
        ui.onNodeWithText(strings.inboxMute).performClick()
        ui.onNodeWithText(strings.actionClose).performClick()
        assertEquals(
            listOf(InboxEvent.MarkUnread("k"), InboxEvent.SetMuted("k", true), InboxEvent.Cancel),
            events,
        )
    }

    @Test
    fun `what is muted and not read says so, and is heard again`() =
        inbox({ asking(CircleItem("k", "Uncle Theo", muted = true, markedUnread = true)) }) {
            ui.onNodeWithText(strings.inboxMarkUnread).assertDoesNotExist()
            ui.onNodeWithText(strings.inboxMuted, useUnmergedTree = true).assertExists()
            ui.onNodeWithText(strings.inboxMarkedUnread, useUnmergedTree = true).assertExists()
            ui.onNodeWithText(strings.inboxUnmute).performClick()
            assertEquals(listOf<InboxEvent>(InboxEvent.SetMuted("k", false)), events)
        }

    @Test
    fun `of a circle that one waits for nothing is asked`() = inbox({
        val waits = CircleItem("k", "", standing = Standing.WaitingForPatient, invitation = "i")
        asking(waits).copy(question = null)
    }) { ui.onNodeWithContentDescription(strings.inboxActions("")).assertDoesNotExist() }
}
