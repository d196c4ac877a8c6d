package care.kith.screens.design

import androidx.compose.foundation.Image
import androidx.compose.foundation.layout.size
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.ColorFilter
import androidx.compose.ui.graphics.SolidColor
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.StrokeJoin
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.graphics.vector.addPathNodes
import androidx.compose.ui.graphics.vector.rememberVectorPainter
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.dp

/**
 * Our own signs: lines of one width on a square of 24. They never stand without a word or a description.
 *
 * @property path SVG path data.
 * @property turns whether it points somewhere, and is mirrored where text runs from right to left.
 */
public enum class Icon(internal val path: String, internal val turns: Boolean = false) {
    Back("M19 12H5M11 6L5 12L11 18", turns = true),
    Send("M4 12L20 5L14 20L11.5 13.5Z", turns = true),
    Search("M10.5 4A6.5 6.5 0 1 0 10.5 17A6.5 6.5 0 1 0 10.5 4M15.2 15.2L20 20"),
    People(
        "M9 5A3.2 3.2 0 1 0 9 11.4A3.2 3.2 0 1 0 9 5M3 19C3.4 15.6 6 14 9 14C12 14 14.6 15.6 15 19" +
            "M16 5.5A2.8 2.8 0 0 1 16 11M17.5 14C19.6 14.6 20.8 16.3 21 19",
    ),
    Settings("M4 7H13M17 7H20M15 4.5V9.5M4 17H7M11 17H20M9 14.5V19.5"),
    Phone(
        "M6 3.5H9L11 8.5L8.5 10.3C9.6 12.6 11.4 14.4 13.7 15.5L15.5 13L20.5 15V18" +
            "C20.5 19.4 19.4 20.5 18 20.5C10.3 20 4 13.7 3.5 6C3.5 4.6 4.6 3.5 6 3.5Z",
    ),
    Lock("M6 11H18V20H6ZM8.5 11V8A3.5 3.5 0 0 1 15.5 8V11M12 14.5V16.5"),
    Clock("M12 3.5A8.5 8.5 0 1 0 12 20.5A8.5 8.5 0 1 0 12 3.5M12 7.5V12L15 14"),
    Check("M4.5 12.5L10 18L19.5 7"),
    Cross("M6 6L18 18M18 6L6 18"),
    Alert("M12 3.5L21.5 20H2.5ZM12 10V14.5M12 17.2V17.4"),
    Info("M12 3.5A8.5 8.5 0 1 0 12 20.5A8.5 8.5 0 1 0 12 3.5M12 11V16.5M12 7.6V7.8"),
    NoNetwork("M3 9.5C8 4.8 16 4.8 21 9.5M6.5 13C9.6 10.2 14.4 10.2 17.5 13M12 17.5V17.7M4 3.5L20 20.5"),
    Code("M4 4H10V10H4ZM14 4H20V10H14ZM4 14H10V20H4ZM14 14H17V17H14ZM20 14V20M14 20H17"),
    Link("M10 14L14 10M8.5 11L6 13.5A3.6 3.6 0 0 0 11 18.5L13 16M11 8L13 5.5A3.6 3.6 0 0 1 18.5 11L15.5 13"),
    Copy("M8 8H20V20H8ZM16 8V4H4V16H8"),
    Pen("M4 20L5 16L16 5L19 8L8 19ZM14 7L17 10"),
    Bin("M5 7H19M9.5 7V4.5H14.5V7M7 7L8 20H16L17 7M10.5 11V16M13.5 11V16"),
    Person("M12 4A4 4 0 1 0 12 12A4 4 0 1 0 12 4M4.5 20.5C5 16.5 8 14.5 12 14.5C16 14.5 19 16.5 19.5 20.5"),
    Add("M12 5V19M5 12H19"),
    Key("M8 12A4 4 0 1 0 8 20A4 4 0 1 0 8 12M11 13.5L19.5 5M16 8.5L19 11.5"),
    Globe(
        "M12 3.5A8.5 8.5 0 1 0 12 20.5A8.5 8.5 0 1 0 12 3.5M3.5 12H20.5" +
            "M12 3.5C7.5 8 7.5 16 12 20.5C16.5 16 16.5 8 12 3.5",
    ),
    Again("M19.5 12A7.5 7.5 0 1 1 16.8 6.2L19 8M19.3 3.5V8.2H14.6", turns = true),
    Down("M6 9L12 15L18 9"),
    Up("M6 15L12 9L18 15"),
    Before("M15 6L9 12L15 18", turns = true),
    After("M9 6L15 12L9 18", turns = true),
    CheckTwice("M2 12.5L7 17.5L15.5 7M11.5 16L13 17.5L21.5 7"),
    Eye(
        "M2.5 12C5 7.8 8.4 5.8 12 5.8C15.6 5.8 19 7.8 21.5 12C19 16.2 15.6 18.2 12 18.2C8.4 18.2 5 16.2 2.5 12" +
            "M12 9.2A2.8 2.8 0 1 0 12 14.8A2.8 2.8 0 1 0 12 9.2",
    ),
    Flag("M6 21V4M6 4.5H18.5L15.5 9L18.5 13.5H6"),
    Calendar("M4.5 6H19.5V20H4.5ZM4.5 10.5H19.5M8.5 3.5V7.5M15.5 3.5V7.5"),
    Letters("M9 4H15M12 4V20M9 20H15"),
    Envelope("M3.5 6H20.5V18H3.5ZM3.5 7L12 13.5L20.5 7"),
    Bell("M7 17V11A5 5 0 0 1 17 11V17L19 18.5H5L7 17M10.5 21H13.5"),
    NoBell("M7 17V11A5 5 0 0 1 17 11V17L19 18.5H5L7 17M10.5 21H13.5M4 3.5L20 20.5"),
    More(
        "M5 11A1 1 0 1 0 5 13A1 1 0 1 0 5 11M12 11A1 1 0 1 0 12 13A1 1 0 1 0 12 11" +
            "M19 11A1 1 0 1 0 19 13A1 1 0 1 0 19 11",
    ),
    Undo("M8.5 5L4 9.5L8.5 14M4 9.5H14A5 5 0 0 1 14 19.5H9", turns = true),
    Forward("M14 6L19.5 11.5L14 17M19.5 11.5H10C6.5 11.5 4 14 4 18", turns = true),
    Reply("M10 6L4.5 11.5L10 17M4.5 11.5H14C17.5 11.5 20 14 20 18", turns = true),
    ;

    internal fun vector(): ImageVector =
        ImageVector
            .Builder(name, 24.dp, 24.dp, 24f, 24f, autoMirror = turns)
            .addPath(
                addPathNodes(path),
                stroke = SolidColor(Color.Black),
                strokeLineWidth = 2f,
                strokeLineCap = StrokeCap.Round,
                strokeLineJoin = StrokeJoin.Round,
            ).build()
}

private const val MOST_GROWTH = 1.5f

/** By which tests find signs on a screen. */
public const val SIGN: String = "sign"

/** Draws [icon], which grows with the letters; whoever places it says in words what it means. */
@Composable
public fun Sign(icon: Icon, modifier: Modifier = Modifier, colour: Color = Kith.colours.ink, size: Dp = 24.dp) {
    Image(
        rememberVectorPainter(remember(icon) { icon.vector() }),
        contentDescription = null,
        modifier = modifier.testTag(SIGN).size(size * LocalDensity.current.fontScale.coerceIn(1f, MOST_GROWTH)),
        colorFilter = ColorFilter.tint(colour),
    )
}
