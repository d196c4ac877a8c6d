package care.kith.screens.chat

import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.text.AnnotatedString
import androidx.compose.ui.text.font.FontWeight
import care.kith.screens.UiTest
import care.kith.screens.bare
import care.kith.screens.samples.DAY
import care.kith.screens.samples.NOW
import care.kith.screens.samples.still
import care.kith.strings.Language
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** What is important, how far something has come, another day, and who is named. */
@OptIn(ExperimentalTestApi::class)
class FindingTest {
    private val today = still(Language.English).month(NOW).days[2]

    private fun UiTest<ChatEvent>.texts(): List<AnnotatedString> = ui
        .onAllNodes(SemanticsMatcher("text") { SemanticsProperties.Text in it.config }, useUnmergedTree = true)
        .fetchSemanticsNodes()
        .flatMap { it.config[SemanticsProperties.Text] }

    @Test
    fun `what is important is counted at the head, and leads there`() = chat({ pinned() }) {
        press("2 important messages")
        assertEquals(listOf<ChatEvent>(ChatEvent.OpenShelf), done)
        val heard = bubble(samples.cast.here).fetchSemanticsNode().config[SemanticsProperties.ContentDescription]
        assertTrue(bare(heard.single()).endsWith(strings.chatPinned), "$heard")
    }

    @Test
    fun `where nothing is important there is no way there`() = chat {
        ui.onNodeWithText(strings.chatShelf(0)).assertDoesNotExist()
    }

    @Test
    fun `how far it has come stands in words at one's newest alone, and is heard at each`() {
        for ((delivery, word) in listOf(Delivery.Delivered to "Delivered", Delivery.Seen to "Seen")) {
            chat({ reached(delivery) }) {
                assertEquals(1, texts().count { bare(it.text).endsWith(" · $word") })
                val heard = ui
                    .onAllNodes(SemanticsMatcher("heard") { SemanticsProperties.ContentDescription in it.config })
                    .fetchSemanticsNodes()
                    .map { bare(it.config[SemanticsProperties.ContentDescription].single()) }
                assertEquals(3, heard.count { it.startsWith("You. Patient.") && it.endsWith(", $word") }, "$heard")
            }
        }
    }

    @Test
    fun `the name of a day leads to the days of its month`() = chat({ chat(rows.take(2)) }) {
        press(strings.momentYesterday)
        assertEquals(listOf<ChatEvent>(ChatEvent.Ask(ChatQuestion.Day(NOW - DAY - 2 * 3_600_000))), done)
    }

    @Test
    fun `one goes to a day, never to one that is to come`() = chat({ pinned(ChatQuestion.Day(NOW)) }) {
        ui.onNodeWithText("March 2026").assertExists()
        ui.onNodeWithContentDescription("Wednesday, 4 March").assertIsNotEnabled()
        ui.onNodeWithContentDescription(strings.chatMonthAfter).assertDoesNotExist()
        ui.onNodeWithContentDescription("Tuesday, 3 March").performClick()
        ui.onNodeWithContentDescription(strings.chatMonthBefore).performClick()
        press(strings.actionCancel)
        val before = still(Language.English).month(NOW).before
        assertEquals(
            listOf(ChatEvent.GoToDay(today), ChatEvent.Ask(ChatQuestion.Day(before)), ChatEvent.Cancel),
            done,
        )
    }

    @Test
    fun `who is named is drawn in heavy letters`() = chat({ pinned() }) {
        val words = texts().single { it.text == samples.cast.asked }
        val heavy = words.spanStyles.filter { it.item.fontWeight == FontWeight.Bold }
        assertEquals(listOf("@Joy Testwell"), heavy.map { words.text.substring(it.start, it.end) })
    }

    @Test
    fun `who may be meant is offered, and named by one touch`() = chat({ chat(composer = naming) }) {
        ui.onNodeWithText(strings.chatMention).assertExists()
        val offered = hasClickAction() and SemanticsMatcher("Pat Trial") { node ->
            node.config.getOrNull(SemanticsProperties.Text)?.any { it.text == "Pat Trial" } == true
        }
        ui.onNode(offered).performClick()
        assertEquals(listOf<ChatEvent>(ChatEvent.NameChosen(samples.cast.planner.id)), done)
    }
}
