package care.kith.screens.shelf

import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import care.kith.screens.Content
import care.kith.screens.UiTest
import care.kith.screens.bare
import care.kith.screens.samples.Samples
import care.kith.screens.uiTest
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

@OptIn(ExperimentalTestApi::class)
class ShelfScreenTest {
    private fun shelf(state: Samples.() -> ShelfState = { shelf() }, test: UiTest<ShelfEvent>.() -> Unit) =
        uiTest(screen = { samples, send -> ShelfScreen(samples.state(), send) }, test = test)

    @Test
    fun `each leads to where it was said, and can be taken off`() = shelf {
        val row = hasClickAction() and SemanticsMatcher("row") { node ->
            node.config.getOrNull(SemanticsProperties.Text)?.any { it.text == samples.cast.asked } == true
        }
        ui.onNode(row).performClick()
        ui.onAllNodesWithText(strings.chatUnpin)[1].performClick()
        ui.onNodeWithContentDescription(strings.actionBack).performClick()
        assertEquals(listOf(ShelfEvent.Open(3), ShelfEvent.Unpin(1), ShelfEvent.Back), events)
    }

    @Test
    fun `who marked it is named`() = shelf {
        val all = ui
            .onAllNodes(SemanticsMatcher("text") { SemanticsProperties.Text in it.config }, useUnmergedTree = true)
            .fetchSemanticsNodes()
            .flatMap { node -> node.config[SemanticsProperties.Text].map { bare(it.text) } }
        assertEquals(1, all.count { it == "Marked by: You and Joy Testwell" }, "$all")
    }

    @Test
    fun `what was changed since says so, and nothing else does`() {
        fun Samples.changed(all: Boolean): ShelfState {
            val items = (shelf().shelf as Content.Ready).value
            return shelf().copy(shelf = Content.Ready(items.map { it.copy(changed = all) }))
        }
        shelf({ changed(true) }) { assertEquals(3, said(strings.shelfChanged)) }
        shelf({ changed(false) }) { assertEquals(0, said(strings.shelfChanged)) }
    }

    private fun UiTest<ShelfEvent>.said(words: String) =
        ui.onAllNodesWithText(words, useUnmergedTree = true).fetchSemanticsNodes().size

    @Test
    fun `who may not take it off is not asked`() = shelf({
        val items = (shelf().shelf as Content.Ready).value
        val family = items.map { it.copy(message = it.message.copy(may = emptySet())) }
        shelf().copy(shelf = Content.Ready(family))
    }) { ui.onNodeWithText(strings.chatUnpin).assertDoesNotExist() }
}
