package care.kith.screens.forward

import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import care.kith.screens.Audience
import care.kith.screens.Content
import care.kith.screens.UiTest
import care.kith.screens.bare
import care.kith.screens.samples.Samples
import care.kith.screens.samples.forward
import care.kith.screens.samples.forwardAsks
import care.kith.screens.uiTest
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

@OptIn(ExperimentalTestApi::class)
class ForwardScreenTest {
    private fun forward(state: Samples.() -> ForwardState = { forward() }, test: UiTest<ForwardEvent>.() -> Unit) =
        uiTest(screen = { samples, send -> ForwardScreen(samples.state(), send) }, test = test)

    private fun UiTest<ForwardEvent>.touched(words: String) = ui.onNode(
        hasClickAction() and SemanticsMatcher(words) { node ->
            node.config.getOrNull(SemanticsProperties.Text)?.any { bare(it.text) == words } == true
        },
    )

    @Test
    fun `says what, as whose, and where to`() = forward {
        ui.onNodeWithText(samples.cast.afraid).assertExists()
        ui.onNodeWithText(strings.forwardYours).assertExists()
        touched(samples.cast.otherCircle).performClick()
        assertEquals(listOf<ForwardEvent>(ForwardEvent.Choose("k2", Audience.Circle)), events)
    }

    @Test
    fun `who would read it is named before it is sent`() = forward({ forwardAsks() }) {
        ui.onNode(hasText("Otto Example", substring = true) and hasText("too", substring = true)).assertExists()
        touched(strings.forwardYes).performClick()
        touched(strings.actionCancel).performClick()
        assertEquals(listOf(ForwardEvent.Send, ForwardEvent.Cancel), events)
    }

    @Test
    fun `other words than were chosen are to be read again`() = forward({ forward().copy(changed = true) }) {
        ui.onNode(hasText(strings.forwardChanged)).assertExists()
    }

    @Test
    fun `is sent once`() = forward({ forwardAsks().copy(sending = true) }) {
        touched(strings.forwardYes).assertIsNotEnabled()
    }

    @Test
    fun `where it was sent can be looked at`() = forward({
        forward().copy(sent = (forward().places as Content.Ready).value.first())
    }) {
        touched(strings.forwardShow).performClick()
        touched(strings.actionClose).performClick()
        assertEquals(listOf(ForwardEvent.Show, ForwardEvent.Back), events)
    }
}
