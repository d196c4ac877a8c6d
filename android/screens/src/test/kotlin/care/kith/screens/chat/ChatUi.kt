package care.kith.screens.chat

import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.performClick
import care.kith.screens.UiTest
import care.kith.screens.bare
import care.kith.screens.samples.Samples
import care.kith.screens.uiTest

@OptIn(ExperimentalTestApi::class)
internal fun chat(state: Samples.() -> ChatState = { chat() }, test: UiTest<ChatEvent>.() -> Unit) =
    uiTest(screen = { samples, send -> ChatScreen(samples.state(), send) }, test = test)

/** The events that a person caused, without those of scrolling. */
internal val UiTest<ChatEvent>.done get() = events.filterNot { it is ChatEvent.Seen }

@OptIn(ExperimentalTestApi::class)
internal fun UiTest<ChatEvent>.bubble(body: String) =
    ui.onNode(
        SemanticsMatcher("bubble of $body") { node ->
            SemanticsActions.CustomActions in node.config &&
                node.config.getOrNull(SemanticsProperties.ContentDescription)?.any { body in it } == true
        },
    )

@OptIn(ExperimentalTestApi::class)
internal fun UiTest<ChatEvent>.press(words: String) = ui
    .onNode(
        hasClickAction() and SemanticsMatcher(words) { node ->
            node.config.getOrNull(SemanticsProperties.Text)?.any { bare(it.text).startsWith(words) } == true
        },
    ).performClick()
