package care.kith.screens.chat

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.input.key.Key
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performKeyInput
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.pressKey
import androidx.compose.ui.test.requestFocus
import androidx.compose.ui.text.input.ImeAction
import care.kith.screens.Audience
import care.kith.screens.UiTest
import care.kith.screens.bare
import care.kith.screens.pictures.Look
import care.kith.screens.pictures.Picture
import care.kith.screens.pictures.all
import care.kith.screens.samples.Samples
import care.kith.screens.tabStops
import care.kith.screens.uiTest
import care.kith.strings.Language
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

@OptIn(ExperimentalTestApi::class)
class ChatScreenTest {
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
        val stops = tabStops(8).map(::bare)
        assertEquals(listOf("Search", "People in the circle", "Emergency? Call 112"), stops.take(3))
        // From the newest back, as the list is drawn.
        assertTrue(stops[3].startsWith("Joy Testwell. Doctor or nurse."), stops.toString())
        assertEquals("Today", stops[4])
        assertEquals(listOf("Everyone", "Clinic only", "Write a message"), stops.drop(5))
    }
}
