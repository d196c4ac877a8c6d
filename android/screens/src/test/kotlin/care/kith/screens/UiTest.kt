package care.kith.screens

import androidx.compose.runtime.Composable
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.input.key.Key
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SkikoComposeUiTest
import androidx.compose.ui.test.isFocused
import androidx.compose.ui.test.onRoot
import androidx.compose.ui.test.performKeyInput
import androidx.compose.ui.test.pressKey
import androidx.compose.ui.test.v2.runSkikoComposeUiTest
import androidx.compose.ui.unit.Density
import care.kith.screens.design.KithTheme
import care.kith.screens.pictures.bundledFonts
import care.kith.screens.samples.Samples
import care.kith.screens.samples.still
import care.kith.strings.Language
import care.kith.strings.Strings

/** What tests of screens start from: an English phone, and what was sent from the screen. */
@OptIn(ExperimentalTestApi::class)
class UiTest<Event>(
    val ui: SkikoComposeUiTest,
    val events: List<Event>,
    val samples: Samples,
    val strings: Strings,
)

/** Shows [screen] in a window of [width] × [height] dp and runs [test]. */
@OptIn(ExperimentalTestApi::class)
fun <Event> uiTest(
    height: Int = 2000,
    width: Int = 400,
    screen: @Composable (Samples, (Event) -> Unit) -> Unit,
    test: UiTest<Event>.() -> Unit,
) {
    val samples = Samples(Language.English)
    val events = mutableListOf<Event>()
    runSkikoComposeUiTest(Size(width.toFloat(), height.toFloat()), Density(1f)) {
        setContent {
            KithTheme(Language.English, still(Language.English), bundledFonts, reducedMotion = true) {
                screen(samples) { events += it }
            }
        }
        UiTest(this, events, samples, Language.English.strings).test()
    }
}

/** What the keyboard comes by, pressing Tab [times] times: each by its first words. */
@OptIn(ExperimentalTestApi::class)
fun UiTest<*>.tabStops(times: Int): List<String> = List(times) {
    ui.onRoot().performKeyInput { pressKey(Key.Tab) }
    ui.waitForIdle()
    val config = ui
        .onAllNodes(isFocused())
        .fetchSemanticsNodes()
        .singleOrNull()
        ?.config
    config?.getOrNull(SemanticsProperties.ContentDescription)?.first()
        ?: config?.getOrNull(SemanticsProperties.Text)?.joinToString(" ") { it.text } ?: "nothing"
}

/** [text] without the signs that isolate its parts. */
fun bare(text: String): String = text.filterNot { it in '\u2066'..'\u2069' }
