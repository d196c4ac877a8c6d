package care.kith.screens.pictures

import androidx.compose.runtime.Composable
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.input.key.Key
import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SkikoComposeUiTest
import androidx.compose.ui.test.isFocused
import androidx.compose.ui.test.isRoot
import androidx.compose.ui.test.performKeyInput
import androidx.compose.ui.test.pressKey
import androidx.compose.ui.test.v2.runSkikoComposeUiTest
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.platform.Font
import androidx.compose.ui.unit.Density
import care.kith.screens.design.Fonts
import care.kith.screens.design.KithTheme
import care.kith.screens.samples.still
import care.kith.strings.Language

/** How many pixels a dp is in the pictures. */
const val DENSITY = 1.5f

/** The width of a small phone, in dp. */
const val WIDTH = 360

/** How many steps the keyboard may take more than there are things to touch: fields, and what scrolls. */
private const val SPARE = 12

/** The letters that the pictures are drawn with, wherever they are drawn. */
val bundledFonts = Fonts(
    FontFamily(
        Font("fonts/AtkinsonHyperlegibleNext-Regular.ttf"),
        Font("fonts/AtkinsonHyperlegibleNext-Bold.ttf", FontWeight.Bold),
    ),
    FontFamily(
        Font("fonts/IBMPlexSansArabic-Regular.ttf"),
        Font("fonts/IBMPlexSansArabic-Bold.ttf", FontWeight.Bold),
    ),
    FontFamily(Font("fonts/NotoColorEmoji-Signs.ttf")),
)

/** How a screen is looked at. */
enum class Look(val language: Language, val dark: Boolean = false, val fontScale: Float = 1f) {
    Plain(Language.English),
    Large(Language.English, fontScale = 2f),
    Dark(Language.English, dark = true),
    Arabic(Language.Arabic),
    Pseudo(Language.Pseudo),
    Spanish(Language.Spanish),
}

/**
 * A picture of a screen in one state.
 *
 * @property name of its file.
 * @property height in dp.
 * @param tabs how often the Tab key is pressed first.
 */
class Picture(
    val name: String,
    val look: Look = Look.Plain,
    val height: Int = 740,
    val width: Int = WIDTH,
    private val tabs: Int = 0,
    val content: @Composable () -> Unit,
) {
    /** Draws it, and hands the pixels and the trees of semantics on; last, what the keyboard does not come by. */
    @OptIn(ExperimentalTestApi::class)
    fun draw(unreached: (Set<String>) -> Unit = {}, then: (ImageBitmap, Trees) -> Unit) {
        val size = Size(width * DENSITY, height * DENSITY)
        runSkikoComposeUiTest(size, Density(DENSITY, look.fontScale)) {
            setContent {
                KithTheme(
                    look.language,
                    still(look.language),
                    bundledFonts,
                    look.dark,
                    reducedMotion = true,
                ) { content() }
            }
            waitForIdle()
            repeat(tabs) { onAllNodes(isRoot())[0].performKeyInput { pressKey(Key.Tab) } }
            val trees = trees()
            then(captureToImage(), trees)
            // Where some was passed already, it may have scrolled away.
            if (tabs == 0) unreached(beyondTheKeyboard(trees.merged))
        }
    }

    /** What can be touched under [root], and is not come by with the Tab key. */
    @OptIn(ExperimentalTestApi::class)
    private fun SkikoComposeUiTest.beyondTheKeyboard(root: SemanticsNode): Set<String> {
        // By their words: what a list draws anew when it scrolls is another node.
        val left = root
            .all()
            .filter { it.isTouched }
            .map(SemanticsNode::words)
            .toMutableSet()
        repeat(left.size * 2 + SPARE) {
            if (left.isEmpty()) return left
            onAllNodes(isRoot())[0].performKeyInput { pressKey(Key.Tab) }
            waitForIdle()
            left -= onAllNodes(isFocused()).fetchSemanticsNodes().map(SemanticsNode::words).toSet()
        }
        return left
    }

    private val SemanticsNode.isTouched: Boolean
        get() = SemanticsActions.OnClick in config && SemanticsProperties.Disabled !in config

    @OptIn(ExperimentalTestApi::class)
    private fun SkikoComposeUiTest.trees() = Trees(
        merged = onAllNodes(isRoot()).fetchSemanticsNodes().last(),
        unmerged = onAllNodes(isRoot(), useUnmergedTree = true).fetchSemanticsNodes().last(),
    )
}

/** The topmost window's semantics, as a screen reader has it and in its parts. */
class Trees(val merged: SemanticsNode, val unmerged: SemanticsNode)

/** This node and all under it. */
fun SemanticsNode.all(): Sequence<SemanticsNode> = sequence {
    yield(this@all)
    children.forEach { yieldAll(it.all()) }
}
