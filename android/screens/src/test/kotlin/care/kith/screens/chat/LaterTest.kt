package care.kith.screens.chat

import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.longClick
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performTextReplacement
import androidx.compose.ui.test.performTouchInput
import care.kith.screens.samples.DAY
import care.kith.screens.samples.HOUR
import care.kith.screens.samples.MORNING
import care.kith.screens.samples.NOW
import care.kith.screens.samples.Samples
import care.kith.screens.samples.justSaid
import care.kith.screens.samples.later
import care.kith.screens.samples.laters
import care.kith.screens.samples.typed
import care.kith.screens.samples.unsaid
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Test

/** Sending at a time to come, and taking back at once. */
@OptIn(ExperimentalTestApi::class)
class LaterTest {
    private val of = 7uL

    private fun Samples.asked(question: ChatQuestion?) =
        typed(question).let { it.copy(composer = it.composer.copy(number = of)) }

    @Test
    fun `what is typed can be sent later, by a button and by holding another`() = chat({ asked(null) }) {
        ui.onNodeWithContentDescription(strings.chatSendLater).performClick()
        ui.onNodeWithContentDescription(strings.chatSend).performTouchInput { longClick() }
        ui.onNodeWithContentDescription(strings.chatSend).performClick()
        val ask = ChatEvent.Ask(ChatQuestion.When())
        assertEquals(listOf(ask, ask, ChatEvent.Send(of)), done)
    }

    @Test
    fun `nothing, and other words for what was said, are not sent later`() {
        for (state in listOf<Samples.() -> ChatState>({ chat() }, { chat(composer = editing) })) {
            chat(state) {
                ui.onNodeWithContentDescription(strings.chatSendLater).assertDoesNotExist()
                val send = ui.onNodeWithContentDescription(
                    if (samples.state().composer.editing == null) strings.chatSend else strings.chatEditSave,
                )
                assertFalse(SemanticsActions.OnLongClick in send.fetchSemanticsNode().config)
            }
        }
    }

    @Test
    fun `a time is offered, or any other chosen`() = chat({ asked(ChatQuestion.When()) }) {
        // It is past six.
        ui.onNodeWithText("This evening", substring = true).assertDoesNotExist()
        press("Tomorrow morning at 8:00 AM")
        press(strings.chatLaterOther)
        assertEquals(
            listOf(ChatEvent.SendLater(MORNING, of), ChatEvent.Ask(ChatQuestion.WhenDay(NOW))),
            done,
        )
    }

    @Test
    fun `a day is chosen of those to come`() = chat({ asked(ChatQuestion.WhenDay(NOW, 1)) }) {
        ui.onNodeWithContentDescription(strings.chatMonthBefore).assertDoesNotExist()
        ui.onNodeWithContentDescription("Monday, 2 March").performClick()
        ui.onNodeWithContentDescription("Wednesday, 4 March").performClick()
        assertEquals(listOf<ChatEvent>(ChatEvent.Ask(ChatQuestion.WhenHour(MORNING - 8 * HOUR, 1))), done)
    }

    @Test
    fun `then an hour`() = chat({ asked(ChatQuestion.WhenHour(MORNING - 8 * HOUR)) }) {
        press("3:00 PM")
        assertEquals(listOf<ChatEvent>(ChatEvent.SendLater(MORNING + 7 * HOUR, of)), done)
    }

    @Test
    fun `what waits is one touch away`() = chat({ later(laters.take(1)) }) {
        press("To be sent tomorrow at 8:00 AM")
        assertEquals(listOf<ChatEvent>(ChatEvent.Ask(ChatQuestion.Later(1))), done)
    }

    @Test
    fun `where more waits, what was not sent comes first`() = chat({ later(laters + unsaid) }) {
        ui.onNodeWithText("3 messages", substring = true).assertDoesNotExist()
        press(strings.chatLaterUnsaid)
        assertEquals(listOf<ChatEvent>(ChatEvent.Ask(ChatQuestion.AllLater)), done)
    }

    @Test
    fun `each of what waits leads to what can be done with it`() = chat({ later(laters, ChatQuestion.AllLater) }) {
        press("To be sent Thursday, 5 March at 8:00 AM")
        assertEquals(listOf<ChatEvent>(ChatEvent.Ask(ChatQuestion.Later(2))), done)
    }

    @Test
    fun `what waits is sent now, at another time, with other words, or not`() =
        chat({ later(laters, ChatQuestion.Later(1)) }) {
            press(strings.chatLaterNow)
            press(strings.chatLaterTime)
            press(strings.chatLaterWords)
            press(strings.chatLaterBack)
            assertEquals(
                listOf(
                    ChatEvent.SendLaterNow(1),
                    ChatEvent.Ask(ChatQuestion.When(1)),
                    ChatEvent.Ask(ChatQuestion.LaterWords(1, samples.cast.paper)),
                    ChatEvent.TakeBackLater(1),
                ),
                done,
            )
        }

    @Test
    fun `another time is of what waits, not of what is typed`() = chat({
        asked(ChatQuestion.When(2)).copy(later = laters)
    }) {
        press("Tomorrow morning")
        assertEquals(listOf<ChatEvent>(ChatEvent.ChangeLater(2, MORNING)), done)
    }

    @Test
    fun `other words are typed and saved`() = chat({ later(laters, ChatQuestion.LaterWords(1, "At six")) }) {
        ui.onNodeWithText("At six").performTextReplacement("At seven")
        press(strings.chatEditSave)
        assertEquals(listOf(ChatEvent.LaterWordsTyped("At seven"), ChatEvent.SaveLaterWords), done)
    }

    @Test
    fun `who writes there no more can take the words along or let them go, and reads why`() = chat({
        later(listOf(unsaid), ChatQuestion.Later(3)).copy(standing = Standing.Removed)
    }) {
        ui.onNodeWithText(strings.problemNotInCircle).assertExists()
        for (gone in listOf(strings.chatLaterNow, strings.chatLaterTime, strings.chatLaterWords)) {
            ui.onNodeWithText(gone).assertDoesNotExist()
        }
        // There is no field that they could come back to.
        ui.onNodeWithText(strings.chatLaterBack).assertDoesNotExist()
        press(strings.chatCopy)
        press(strings.chatLaterDrop)
        assertEquals(listOf(ChatEvent.CopyLater(3), ChatEvent.ThrowAwayLater(3)), done)
    }

    @Test
    fun `words that somebody types stay, though what waited is gone`() = chat({
        later(emptyList(), ChatQuestion.LaterWords(1, "At six"))
    }) { ui.onNodeWithText("At six").assertExists() }

    @Test
    fun `one's newest can be taken back for a moment, and nothing moves when that is over`() = chat({ justSaid() }) {
        val before = bubble(samples.cast.inhaler).fetchSemanticsNode().boundsInRoot
        press(strings.chatUndo)
        assertEquals(listOf<ChatEvent>(ChatEvent.Undo(6)), done)
        ui.mainClock.advanceTimeBy(5_000)
        ui.waitForIdle()
        ui.onNodeWithText(strings.chatUndo).assertDoesNotExist()
        assertEquals(before, bubble(samples.cast.inhaler).fetchSemanticsNode().boundsInRoot)
    }

    @Test
    fun `what was said before cannot be undone`() = chat({
        chat(rows.map { if (it is ChatRow.Message && it.sender.me) it.copy(undoUntil = NOW - DAY) else it })
    }) { ui.onNodeWithText(strings.chatUndo).assertDoesNotExist() }
}
