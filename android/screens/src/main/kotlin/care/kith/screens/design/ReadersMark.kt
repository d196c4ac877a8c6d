package care.kith.screens.design

import androidx.compose.runtime.Composable
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.text.TextStyle
import care.kith.screens.Audience

/** For whom words are: those that wait, or the place that they are passed on to. */
@Composable
internal fun ReadersMark(
    audience: Audience,
    ink: Color = Kith.colours.ink,
    style: TextStyle = Kith.type.smallStrong,
) {
    val care = audience == Audience.Care
    SignedLine(
        if (care) Icon.Lock else Icon.People,
        Kith.strings.audience(audience),
        if (care) Kith.colours.careInk else ink,
        style = style,
    )
}
