package care.kith.screens.design

import androidx.compose.foundation.text.BasicText
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.text.AnnotatedString
import androidx.compose.ui.text.SpanStyle
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.text.style.TextDirection
import androidx.compose.ui.text.style.TextOverflow

private val arabicRun = Regex("[\\u0600-\\u06FF\\u0750-\\u077F\\uFB50-\\uFDFF\\uFE70-\\uFEFF]+")
private val emojiRun = Regex("[\\u2600-\\u27BF\\uFE0F\\x{1F000}-\\x{1FAFF}]+")

/**
 * Text in the ink and letters of the theme. A line limit is for names of things that can be opened and read
 * whole elsewhere; sentences have none.
 */
@Composable
public fun Text(
    text: String,
    modifier: Modifier = Modifier,
    style: TextStyle = Kith.type.body,
    colour: Color = Kith.colours.ink,
    align: TextAlign = TextAlign.Start,
    maxLines: Int = Int.MAX_VALUE,
) {
    Text(AnnotatedString(text), modifier, style, colour, align, maxLines)
}

/** [Text] with parts that look different. */
@Composable
public fun Text(
    text: AnnotatedString,
    modifier: Modifier = Modifier,
    style: TextStyle = Kith.type.body,
    colour: Color = Kith.colours.ink,
    align: TextAlign = TextAlign.Start,
    maxLines: Int = Int.MAX_VALUE,
) {
    val fonts = Kith.fonts
    BasicText(
        remember(text, fonts) { inItsLetters(text, fonts) },
        modifier,
        // Words that people wrote run in their own direction, whatever the screen's.
        style.merge(color = colour, textAlign = align, textDirection = TextDirection.Content),
        overflow = TextOverflow.Ellipsis,
        maxLines = maxLines,
    )
}

/** [text] with its Arabic letters and its emoji in the fonts that have them. */
internal fun inItsLetters(text: AnnotatedString, fonts: Fonts): AnnotatedString {
    val emoji = fonts.emoji?.let { emojiRun.findAll(text).map { run -> run to it } }.orEmpty()
    val runs = (arabicRun.findAll(text).map { it to fonts.arabic } + emoji).toList()
    if (runs.isEmpty()) return text
    return AnnotatedString
        .Builder(text)
        .apply {
            runs.forEach { (run, family) ->
                addStyle(SpanStyle(fontFamily = family), run.range.first, run.range.last + 1)
            }
        }.toAnnotatedString()
}
