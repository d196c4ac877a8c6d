package care.kith.screens.design

import androidx.compose.runtime.Immutable
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.LineHeightStyle
import androidx.compose.ui.unit.sp

/**
 * The letters, loaded by the platform from `fonts/` among this module's resources.
 *
 * @property latin Atkinson Hyperlegible Next, drawn so that no letter is taken for another.
 * @property arabic for Arabic letters wherever they stand.
 * @property emoji for emoji wherever they stand; `null` where the platform has its own.
 */
@Immutable
public data class Fonts(val latin: FontFamily, val arabic: FontFamily, val emoji: FontFamily? = null) {
    public companion object {
        /** What the platform has. */
        public val Platform: Fonts = Fonts(FontFamily.Default, FontFamily.Default)
    }
}

/** The sizes of text: few, and none under 16 sp. */
@Immutable
public data class Type(
    val title: TextStyle,
    val heading: TextStyle,
    val body: TextStyle,
    val strong: TextStyle,
    val small: TextStyle,
    val smallStrong: TextStyle,
)

/** With letters that are [large] already, titles grow less, so that no word has to be broken. */
internal fun type(family: FontFamily, large: Boolean = false): Type {
    fun style(size: Int, line: Int, weight: FontWeight) = TextStyle(
        fontFamily = family,
        fontSize = size.sp,
        lineHeight = line.sp,
        fontWeight = weight,
        lineHeightStyle = LineHeightStyle(LineHeightStyle.Alignment.Center, LineHeightStyle.Trim.None),
    )
    return Type(
        title = if (large) style(20, 26, FontWeight.Bold) else style(28, 34, FontWeight.Bold),
        heading = if (large) style(19, 26, FontWeight.Bold) else style(21, 28, FontWeight.Bold),
        body = style(18, 26, FontWeight.Normal),
        strong = style(18, 26, FontWeight.Bold),
        small = style(16, 22, FontWeight.Normal),
        smallStrong = style(16, 22, FontWeight.Bold),
    )
}
