package care.kith.screens.details

import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.onNodeWithText
import care.kith.screens.UiTest
import care.kith.screens.bare
import care.kith.screens.samples.Samples
import care.kith.screens.uiTest
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

/** Who has one's own message since when, and what the staff sees of what was said before. */
@OptIn(ExperimentalTestApi::class)
class ReceiptsTest {
    private fun details(state: Samples.() -> DetailsState, test: UiTest<DetailsEvent>.() -> Unit) =
        uiTest(screen = { samples, send -> DetailsScreen(samples.state(), send) }, test = test)

    private fun UiTest<*>.texts() = ui
        .onAllNodes(SemanticsMatcher("text") { SemanticsProperties.Text in it.config }, useUnmergedTree = true)
        .fetchSemanticsNodes()
        .flatMap { node -> node.config[SemanticsProperties.Text].map { bare(it.text) } }

    @Test
    fun `each who can read it has told, or not`() = details({ receipts() }) {
        val told = listOf(
            "Seen today at 7:41 PM",
            "On their device today at 6:41 PM",
            "Not on their device yet, as far as we know",
        )
        assertEquals(told, texts().filter { it in told })
        ui.onNodeWithText(strings.detailsSeenNotTold).assertExists()
        ui.onNodeWithText(strings.detailsCanRead, useUnmergedTree = true).assertDoesNotExist()
    }

    @Test
    fun `what was said before is shown with its time to whom it is told`() = details({ earlier() }) {
        ui.onNodeWithText(strings.detailsEarlierHelp).assertExists()
        ui.onNodeWithText(samples.cast.draft).assertExists()
        assertEquals(2, texts().count { it.startsWith("Written today at ") })
    }

    @Test
    fun `to others nothing of it is said`() = details({ annotatedDetails() }) {
        ui.onNodeWithText(strings.detailsEarlier).assertDoesNotExist()
        ui.onNodeWithText(strings.detailsSeenNotTold).assertDoesNotExist()
    }
}
