package care.kith.screens.chat

import androidx.compose.ui.input.key.Key
import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.longClick
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performKeyInput
import androidx.compose.ui.test.performMouseInput
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.performTouchInput
import androidx.compose.ui.test.pressKey
import androidx.compose.ui.test.requestFocus
import androidx.compose.ui.test.rightClick
import care.kith.screens.samples.NOW
import care.kith.screens.samples.dated
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** What can be done with a message. */
@OptIn(ExperimentalTestApi::class)
class MessageActionsTest {
    @Test
    fun `every action of a message is a custom action too`() = chat({ chat(rows.take(6) + refused) }) {
        val actions = bubble(samples.refused.body).fetchSemanticsNode().config[SemanticsActions.CustomActions]
        val labels = listOf(strings.chatWriteAgain, strings.chatCopy, strings.chatSelect, strings.chatDetails)
        assertEquals(labels, actions.map { it.label })
        actions.forEach { action -> ui.runOnUiThread { assertTrue(action.action()) } }
        assertEquals(
            listOf(
                ChatEvent.WriteAgain(9),
                ChatEvent.Copy(9),
                ChatEvent.Ask(ChatQuestion.Select(9)),
                ChatEvent.OpenDetails(9),
            ),
            done,
        )
    }

    @Test
    fun `with one's own message there is more to do, and each of it is a custom action`() = chat({ annotated() }) {
        val actions = bubble(samples.cast.inhaler).fetchSemanticsNode().config[SemanticsActions.CustomActions]
        actions.forEach { action -> ui.runOnUiThread { assertTrue(action.action()) } }
        val own = listOf(
            ChatEvent.Reply(6),
            ChatEvent.GoTo(4),
            ChatEvent.Copy(6),
            ChatEvent.Ask(ChatQuestion.OtherSign(6)),
            ChatEvent.OpenForward(6),
            ChatEvent.Pin(6, on = true),
            ChatEvent.Edit(6),
            ChatEvent.Ask(ChatQuestion.Select(6)),
            ChatEvent.OpenDetails(6),
            ChatEvent.Ask(ChatQuestion.Delete(6)),
        )
        assertEquals(own, done)
        val others = bubble(samples.cast.howAreYou).fetchSemanticsNode().config[SemanticsActions.CustomActions]
        val labels = listOf(
            strings.chatReply,
            strings.chatCopy,
            strings.chatSignOther,
            strings.chatForward,
            strings.chatPin,
            strings.chatSelect,
            strings.chatDetails,
        )
        assertEquals(labels, others.map { it.label })
    }

    @Test
    fun `one touch puts a sign, and takes one's own away`() = chat({ annotated(ChatQuestion.Actions(4)) }) {
        ui.onNodeWithContentDescription(strings.chatSignThanks).performClick()
        ui.onNodeWithContentDescription(strings.chatSignLove).performClick()
        assertEquals(listOf(ChatEvent.React(4, "🙏", on = true), ChatEvent.React(4, "❤️", on = false)), done)
    }

    @Test
    fun `another sign is typed`() = chat({ annotated(ChatQuestion.OtherSign(4)) }) {
        ui.onNodeWithContentDescription(strings.chatSignField).performTextInput("🎉")
        assertEquals(listOf<ChatEvent>(ChatEvent.SignTyped("🎉")), done)
    }

    @Test
    fun `deleting asks first`() = chat({ annotated(ChatQuestion.Delete(6)) }) {
        ui.onNodeWithText(strings.chatDeleteBody).assertExists()
        ui.onNodeWithText(strings.actionCancel).performClick()
        ui.onNodeWithText(strings.chatDeleteYes).performClick()
        assertEquals(listOf(ChatEvent.Cancel, ChatEvent.Delete(6)), done)
    }

    @Test
    fun `what leads somewhere is a button, and a page asks first`() = chat({ linked(ChatQuestion.Actions(11)) }) {
        press("Open clinic.example")
        press("Call 030")
        assertEquals(
            listOf(ChatEvent.Ask(ChatQuestion.Leave(11, samples.cast.page)), ChatEvent.Call("0305550100")),
            done,
        )
    }

    @Test
    fun `a page says where it is, and can be left alone`() = chat({ linked(ChatQuestion.Leave(11, cast.page)) }) {
        ui.onNodeWithText(strings.chatLeaveBody("clinic.example")).assertExists()
        ui.onNodeWithText(strings.actionCancel).performClick()
        assertEquals(listOf<ChatEvent>(ChatEvent.Cancel), done)
    }

    @Test
    fun `what is asked about what is gone is not asked`() = chat({ annotated(ChatQuestion.Delete(5)) }) {
        ui.onNodeWithText(strings.chatDeleteYes).assertDoesNotExist()
    }

    @Test
    fun `a long press and a click open the same actions`() = chat {
        bubble(samples.cast.soup).performTouchInput { longClick() }
        bubble(samples.cast.soup).performClick()
        bubble(samples.cast.soup).performMouseInput { rightClick() }
        assertEquals(List(3) { ChatEvent.Ask(ChatQuestion.Actions(4)) }, done)
    }

    @Test
    fun `each action does what it says`() = chat({ annotated(ChatQuestion.Actions(6)) }) {
        press(strings.chatReply)
        press(strings.chatQuoteGo)
        press(strings.chatCopy)
        press(strings.chatMore)
        press(strings.actionClose)
        val first = listOf(
            ChatEvent.Reply(6),
            ChatEvent.GoTo(4),
            ChatEvent.Copy(6),
            ChatEvent.Ask(ChatQuestion.More(6)),
            ChatEvent.Cancel,
        )
        assertEquals(first, done)
    }

    @Test
    fun `what is seldom done is one touch away`() = chat({ annotated(ChatQuestion.More(6)) }) {
        press(strings.chatSignOther)
        press(strings.chatForward)
        press(strings.chatPin)
        press(strings.chatEdit)
        press(strings.chatSelect)
        press(strings.chatDetails)
        press(strings.chatDelete)
        press(strings.actionClose)
        val rest = listOf(
            ChatEvent.Ask(ChatQuestion.OtherSign(6)),
            ChatEvent.OpenForward(6),
            ChatEvent.Pin(6, on = true),
            ChatEvent.Edit(6),
            ChatEvent.Ask(ChatQuestion.Select(6)),
            ChatEvent.OpenDetails(6),
            ChatEvent.Ask(ChatQuestion.Delete(6)),
            ChatEvent.Cancel,
        )
        assertEquals(rest, done)
    }

    @Test
    fun `a date leads to the calendar, with nothing but the date`() = chat({ dated(ChatQuestion.Actions(12)) }) {
        press("Put in my calendar: Tuesday, 10 March at 2:30 PM")
        assertEquals(listOf<ChatEvent>(ChatEvent.PutInCalendar("2026-03-10T14:30")), done)
    }

    @Test
    fun `the keyboard opens a message`() = chat({ chat(rows.takeLast(1)) }) {
        bubble(samples.cast.here).requestFocus()
        bubble(samples.cast.here).performKeyInput { pressKey(Key.Enter) }
        assertEquals(listOf<ChatEvent>(ChatEvent.Ask(ChatQuestion.Actions(8))), done)
    }

    @Test
    fun `the keyboard chooses among the actions`() = chat({ annotated(ChatQuestion.More(6)) }) {
        ui.onNodeWithText(strings.chatDetails).requestFocus()
        ui.onNodeWithText(strings.chatDetails).performKeyInput { pressKey(Key.Enter) }
        assertEquals(listOf<ChatEvent>(ChatEvent.OpenDetails(6)), done)
    }

    @Test
    fun `who may not say what is important is not asked`() = chat({ annotated() }) {
        val others = bubble(samples.cast.howAreYou).fetchSemanticsNode().config[SemanticsActions.CustomActions]
        assertTrue(strings.chatPin in others.map { it.label })
        val family = samples.annotated.filterIsInstance<ChatRow.Message>().map { it.copy(may = it.may - Act.Pin) }
        val offered = family.flatMap { eventsOf(it, NOW) }.filterIsInstance<ChatEvent.Pin>()
        assertEquals(emptyList<ChatEvent>(), offered)
    }

    @Test
    fun `a part of the words can be taken along`() = chat({ annotated(ChatQuestion.Select(4)) }) {
        ui.onNodeWithText(strings.chatSelectHelp).assertExists()
        press(strings.chatCopy)
        press(strings.actionClose)
        assertEquals(listOf(ChatEvent.Copy(4), ChatEvent.Cancel), done)
    }
}
