package care.kith.screens.chat

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.input.key.Key
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasContentDescription
import androidx.compose.ui.test.hasSetTextAction
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
import androidx.compose.ui.text.input.ImeAction
import care.kith.screens.Audience
import care.kith.screens.Doubt
import care.kith.screens.Person
import care.kith.screens.Remedy
import care.kith.screens.UiTest
import care.kith.screens.bare
import care.kith.screens.pictures.Look
import care.kith.screens.pictures.Picture
import care.kith.screens.pictures.all
import care.kith.screens.samples.NOW
import care.kith.screens.samples.Samples
import care.kith.screens.tabStops
import care.kith.screens.uiTest
import care.kith.strings.Language
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

@OptIn(ExperimentalTestApi::class)
class ChatScreenTest {
    private fun chat(state: Samples.() -> ChatState = { chat() }, test: UiTest<ChatEvent>.() -> Unit) =
        uiTest(screen = { samples, send -> ChatScreen(samples.state(), send) }, test = test)

    /** The events that a person caused, without those of scrolling. */
    private val UiTest<ChatEvent>.done get() = events.filterNot { it is ChatEvent.Seen }

    private fun UiTest<ChatEvent>.bubble(body: String) =
        ui.onNode(
            SemanticsMatcher("bubble of $body") { node ->
                SemanticsActions.CustomActions in node.config &&
                    node.config.getOrNull(SemanticsProperties.ContentDescription)?.any { body in it } == true
            },
        )

    /** How often what a screen reader says begins with [words]. */
    private fun UiTest<ChatEvent>.begins(words: String): Int = ui
        .onAllNodes(SemanticsMatcher("heard") { SemanticsProperties.HideFromAccessibility !in it.config })
        .fetchSemanticsNodes()
        .map { node ->
            node.config.getOrNull(SemanticsProperties.ContentDescription)
                ?: node.config
                    .getOrNull(SemanticsProperties.Text)
                    .orEmpty()
                    .map { it.text }
        }.count { it.firstOrNull().orEmpty().startsWith(words) }

    @Test
    fun `the bar and the emergency button do what they say`() = chat {
        listOf(strings.actionBack, strings.chatSearch, strings.peopleTitle)
            .forEach { ui.onNodeWithContentDescription(it).performClick() }
        ui
            .onNode(
                SemanticsMatcher("emergency") { node ->
                    node.config.getOrNull(SemanticsProperties.Text)?.any { "Emergency? Call" in it.text } == true
                },
            ).performClick()
        assertEquals(
            listOf(ChatEvent.Back, ChatEvent.OpenSearch, ChatEvent.OpenPeople, ChatEvent.Call("112")),
            done,
        )
    }

    private fun UiTest<ChatEvent>.press(words: String) = ui
        .onNode(
            hasClickAction() and SemanticsMatcher(words) { node ->
                node.config.getOrNull(SemanticsProperties.Text)?.any { bare(it.text).startsWith(words) } == true
            },
        ).performClick()

    @Test
    fun `where it says to call the clinic, a button does`() = chat({ chat(listOf(alarm)) }) {
        ui.onNodeWithText(strings.chatAlarmAdvicePhone).assertExists()
        press("Call the clinic: 030")
        assertEquals(listOf<ChatEvent>(ChatEvent.Call("030 555 0100")), done)
    }

    @Test
    fun `what is missing is a card that says what to do`() {
        val kinds = listOf(
            NoticeKind.Withheld,
            NoticeKind.ShownOtherwise,
            NoticeKind.HeldBack,
            NoticeKind.Missed,
            NoticeKind.Gone,
            NoticeKind.Unreadable,
            NoticeKind.RelayRestored,
        )
        kinds.forEach { kind ->
            chat({ chat(listOf(ChatRow.Notice(1, NOW, kind, cast.nurse))) }) {
                ui.onNodeWithText(checkNotNull(strings.advice(kind))).assertExists()
            }
        }
        chat({ chat(listOf(ChatRow.Notice(1, NOW, NoticeKind.NewerContent))) }) {
            press(strings.actionUpdate)
            assertEquals(listOf<ChatEvent>(ChatEvent.Resolve(Remedy.Update)), done)
        }
        assertEquals(null, Language.English.strings.advice(NoticeKind.Joined), "that is no loss")
    }

    @Test
    fun `whose change did not open is said, and the patient has a way on`() {
        fun Samples.fell(mine: Boolean, by: Person) =
            chat(listOf(ChatRow.Notice(1, NOW, NoticeKind.LostPlace, by))).copy(mine = mine)
        chat({ fell(mine = true, cast.nurse) }) {
            ui.onNodeWithText(strings.chatLostPlaceBy(samples.cast.nurse.name)).assertExists()
            ui.onNodeWithText(strings.chatLostPlaceByAdvice(samples.cast.nurse.name)).assertExists()
            press(strings.peopleTitle)
            assertEquals(listOf<ChatEvent>(ChatEvent.OpenPeople), done)
        }
        // Others cannot remove anyone; and what was nobody's doing is nobody's.
        chat({ fell(mine = false, cast.nurse) }) {
            ui.onNodeWithText(strings.chatLostPlaceBy(samples.cast.nurse.name)).assertExists()
            ui.onNodeWithText(strings.chatLostPlaceByAdvice(samples.cast.nurse.name)).assertDoesNotExist()
        }
        chat({ fell(mine = true, cast.patient) }) { ui.onNodeWithText(strings.chatLostPlace).assertExists() }
    }

    @Test
    fun `the patient has a way on where a conversation is stuck, the others have none`() {
        fun Samples.stuck(mine: Boolean) =
            chat(listOf(ChatRow.Notice(1, NOW, NoticeKind.HeldBack))).copy(mine = mine, standing = Standing.Rejoining)
        chat({ stuck(mine = true) }) {
            ui.onNodeWithText(strings.chatAnewAdvice).assertExists()
            ui.onNodeWithText(strings.chatRejoiningBodyYou).assertExists()
        }
        chat({ stuck(mine = false) }) {
            ui.onNodeWithText(strings.chatAnewAdvice).assertDoesNotExist()
            ui.onNodeWithText(strings.chatRejoiningBody).assertExists()
        }
    }

    @Test
    fun `who is not what they seem is so at each of their messages, and in what is spoken`() {
        fun Samples.said(doubt: Doubt?): ChatRow.Message =
            (rows.first() as ChatRow.Message).let { it.copy(sender = it.sender.copy(doubt = doubt)) }
        for (doubt in Doubt.entries + null) {
            chat({ chat(listOf(said(doubt))) }) {
                val words = when (doubt) {
                    null -> strings.roleClinician
                    Doubt.Revoked -> strings.roleNotOfClinic
                    Doubt.OtherKey -> strings.roleOtherDevice
                    Doubt.Different -> strings.roleOtherNumber
                }
                ui.onNodeWithText(words, substring = true, useUnmergedTree = true).assertExists()
                ui.onNode(hasContentDescription(words, substring = true)).assertExists()
                val hers = ui.onAllNodes(hasContentDescription(strings.roleClinician, substring = true))
                assertEquals(doubt != Doubt.Revoked, hers.fetchSemanticsNodes().isNotEmpty(), "$doubt")
                // In a list, where no role stands beside the name.
                val line = strings.line(Samples(Language.English).said(doubt))
                val against = listOf(strings.roleNotOfClinic, strings.roleOtherDevice, strings.roleOtherNumber)
                assertEquals(against.filter { doubt != null && it == words }, against.filter { it in line }, line)
            }
        }
    }

    @Test
    fun `the patient is you`() {
        val samples = Samples(Language.English)
        val words = Language.English.strings
        val readers = listOf(samples.cast.nurse)
        assertEquals(
            "Only you and the clinic read this: Joy Testwell",
            bare(words.readers(Audience.Care, readers, true)),
        )
        assertEquals(
            "Only the clinic and the patient read this: Joy Testwell",
            bare(words.readers(Audience.Care, readers)),
        )
        Refusal.entries.forEach { refusal ->
            val said = bare(words.alarm(samples.alarm.copy(refusal = refusal), mine = true))
            assertTrue("patient" !in said, said)
        }
    }

    @Test
    fun `a screen reader hears sender, role, text, state`() = chat {
        val heard = bubble(
            samples.cast.here,
        ).fetchSemanticsNode().config[SemanticsProperties.ContentDescription].single()
        assertEquals(
            "Joy Testwell. Doctor or nurse. ${samples.cast.here}. 8:29 PM, Only for the clinic",
            bare(heard),
        )
        // Once: the name above the bubble is for the eye.
        assertEquals(
            samples.rows.count { it is ChatRow.Message && it.sender == samples.cast.nurse },
            begins("Joy Testwell"),
        )
        val own = bubble(
            samples.cast.paper,
        ).fetchSemanticsNode().config[SemanticsProperties.ContentDescription].single()
        assertEquals("You. Patient. ${samples.cast.paper}. 5:42 PM, Sent", bare(own))
    }

    @Test
    fun `every action of a message is a custom action too`() = chat({ chat(rows.take(6) + refused) }) {
        val actions = bubble(samples.refused.body).fetchSemanticsNode().config[SemanticsActions.CustomActions]
        assertEquals(listOf(strings.chatCopy, strings.chatWriteAgain, strings.chatDetails), actions.map { it.label })
        actions.forEach { action -> ui.runOnUiThread { assertTrue(action.action()) } }
        assertEquals(
            listOf(ChatEvent.Copy(9), ChatEvent.WriteAgain(9), ChatEvent.OpenDetails(9)),
            done,
        )
    }

    @Test
    fun `with one's own message there is more to do, and each of it is a custom action`() = chat({ annotated() }) {
        val actions = bubble(samples.cast.inhaler).fetchSemanticsNode().config[SemanticsActions.CustomActions]
        actions.forEach { action -> ui.runOnUiThread { assertTrue(action.action()) } }
        val own = listOf(
            ChatEvent.Ask(ChatQuestion.OtherSign(6)),
            ChatEvent.Reply(6),
            ChatEvent.GoTo(4),
            ChatEvent.Edit(6),
            ChatEvent.Copy(6),
            ChatEvent.OpenDetails(6),
            ChatEvent.Ask(ChatQuestion.Delete(6)),
        )
        assertEquals(own, done)
        val others = bubble(samples.cast.howAreYou).fetchSemanticsNode().config[SemanticsActions.CustomActions]
        val labels = listOf(strings.chatSignOther, strings.chatReply, strings.chatCopy, strings.chatDetails)
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
    fun `an edit says what it changes, and can be left`() = chat({ annotated(composer = editing) }) {
        ui.onNodeWithText(strings.chatEditing).assertExists()
        ui.onNodeWithContentDescription(strings.chatEditStop).performClick()
        ui.onNodeWithContentDescription(strings.chatEditSave).performClick()
        assertEquals(listOf(ChatEvent.CancelEdit, ChatEvent.Send()), done)
    }

    @Test
    fun `an answer says what it answers, and can be left`() = chat({ chat(answers, composer = answering) }) {
        val heard = bubble(samples.cast.inhaler).fetchSemanticsNode().config[SemanticsProperties.ContentDescription]
        val quoted = "${samples.cast.inhaler}. Lina Winterbloom wrote: ${samples.cast.soup}, 5:41 PM, Sent"
        assertTrue(bare(heard.single()).endsWith(quoted), "$heard")
        ui.onNodeWithContentDescription(strings.chatReplyStop).performClick()
        assertEquals(listOf<ChatEvent>(ChatEvent.CancelReply), done)
    }

    @Test
    fun `a screen reader hears what was said of a message, and where one was taken back`() = chat({ annotated() }) {
        val heard = ui
            .onAllNodes(SemanticsMatcher("heard") { SemanticsProperties.ContentDescription in it.config })
            .fetchSemanticsNodes()
            .map { bare(it.config[SemanticsProperties.ContentDescription].single()) }
        val own = "You. Patient. ${samples.cast.better}. Changed, 3:42 PM, Sent, Thank you: 1 person"
        assertTrue(own in heard, "$heard")
        assertTrue(heard.any { it.endsWith("Love: 2 people, you too, Good: 1 person") }, "$heard")
        assertTrue("Lina Winterbloom deleted this message. 4:40 PM" in heard, "$heard")
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
        press(strings.chatSignOther)
        press(strings.chatReply)
        press(strings.chatQuoteGo)
        press(strings.chatEdit)
        press(strings.chatCopy)
        press(strings.chatDetails)
        press(strings.chatDelete)
        press(strings.actionClose)
        val all = listOf(
            ChatEvent.Ask(ChatQuestion.OtherSign(6)),
            ChatEvent.Reply(6),
            ChatEvent.GoTo(4),
            ChatEvent.Edit(6),
            ChatEvent.Copy(6),
            ChatEvent.OpenDetails(6),
            ChatEvent.Ask(ChatQuestion.Delete(6)),
            ChatEvent.Cancel,
        )
        assertEquals(all, done)
    }

    @Test
    fun `what was refused can be written again`() = chat({ chat(rows.take(6) + refused) }) {
        ui.onNodeWithText(strings.chatWriteAgain).performClick()
        assertEquals(listOf(ChatEvent.WriteAgain(9)), done)
    }

    @Test
    fun `words are typed, sent by the button and by Enter, and never empty`() = written {
        ui.onNodeWithContentDescription(strings.chatSend).assertIsNotEnabled()
        ui.onNode(hasSetTextAction()).performTextInput("Hello")
        ui.onNodeWithContentDescription(strings.chatSend).performClick()
        ui.onNode(hasSetTextAction()).performKeyInput { pressKey(Key.Enter) }
        ui.onNode(hasSetTextAction()).performTextInput("Joy")
        ui.onNode(hasSetTextAction()).performKeyInput { pressKey(Key.Enter) }
        val words = listOf(typed("Hello"), sent, typed("Joy"), sent)
        assertEquals(words, done)
    }

    @Test
    fun `Enter that is held down sends once, and again when it comes down anew`() = written(clears = false) {
        ui.onNode(hasSetTextAction()).performTextInput("Hello")
        ui.onNode(hasSetTextAction()).performKeyInput {
            keyDown(Key.Enter)
            // As long as a keyboard repeats it twenty times.
            advanceEventTime(1_500)
            keyUp(Key.Enter)
        }
        assertEquals(listOf(typed("Hello"), sent), done)
        ui.onNode(hasSetTextAction()).performKeyInput { pressKey(Key.Enter) }
        assertEquals(listOf(typed("Hello"), sent, sent), done)
    }

    @Test
    fun `the keyboard of a phone offers to send`() = chat {
        val field = ui.onNode(hasSetTextAction()).fetchSemanticsNode()
        assertEquals(ImeAction.Send, field.config[SemanticsProperties.ImeAction])
    }

    /** Both say in which field. */
    private fun typed(words: String) = ChatEvent.DraftChanged(words, 7uL)

    private val sent = ChatEvent.Send(7uL)

    /** The field as it is typed in; it is empty when it is sent, if it [clears]. */
    private fun written(clears: Boolean = true, test: UiTest<ChatEvent>.() -> Unit) {
        var draft by mutableStateOf("")
        uiTest<ChatEvent>(screen = { samples, send ->
            val state = samples.chat()
            ChatScreen(state.copy(composer = state.composer.copy(draft = draft, number = 7uL)), {
                send(it)
                if (it is ChatEvent.DraftChanged) draft = it.text
                if (it is ChatEvent.Send && clears) draft = ""
            })
        }, test = test)
    }

    @Test
    fun `one chooses who reads`() = chat {
        ui
            .onNode(
                SemanticsMatcher("everyone") { node ->
                    SemanticsProperties.Selected in node.config &&
                        node.config.getOrNull(SemanticsProperties.Text)?.any { it.text == strings.audienceCircle } ==
                        true
                },
            ).performClick()
        assertEquals(listOf(ChatEvent.AudienceChosen(Audience.Circle)), done)
    }

    @Test
    fun `with large letters a button asks who reads, and says who does`() {
        val samples = Samples(Language.English)
        Picture("", Look.Large) { ChatScreen(samples.chat(), {}) }.draw { _, trees ->
            val strings = Language.English.strings
            val asks = trees.merged.all().single {
                strings.chatAudienceQuestion in it.config.getOrNull(SemanticsProperties.ContentDescription).orEmpty()
            }
            assertEquals(Role.Button, asks.config[SemanticsProperties.Role])
            assertEquals(strings.audienceCare, asks.config[SemanticsProperties.StateDescription])
            assertTrue(SemanticsProperties.Selected !in asks.config)
        }
    }

    @Test
    fun `the keyboard comes by everything`() = chat({ chat(rows.takeLast(1)) }) {
        ui.onNodeWithContentDescription(strings.actionBack).requestFocus()
        val stops = tabStops(7).map(::bare)
        assertEquals(listOf("Search", "People in the circle", "Emergency? Call 112"), stops.take(3))
        assertTrue(stops[3].startsWith("Joy Testwell. Doctor or nurse."), stops.toString())
        assertEquals(listOf("Everyone", "Clinic only", "Write a message"), stops.drop(4))
    }

    @Test
    fun `the keyboard opens a message`() = chat({ chat(rows.takeLast(1)) }) {
        bubble(samples.cast.here).requestFocus()
        bubble(samples.cast.here).performKeyInput { pressKey(Key.Enter) }
        assertEquals(listOf<ChatEvent>(ChatEvent.Ask(ChatQuestion.Actions(8))), done)
    }

    @Test
    fun `the keyboard chooses among the actions`() = chat({ annotated(ChatQuestion.Actions(6)) }) {
        ui.onNodeWithText(strings.chatDetails).requestFocus()
        ui.onNodeWithText(strings.chatDetails).performKeyInput { pressKey(Key.Enter) }
        assertEquals(listOf<ChatEvent>(ChatEvent.OpenDetails(6)), done)
    }
}
