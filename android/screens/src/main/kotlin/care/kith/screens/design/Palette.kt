package care.kith.screens.design

import androidx.compose.runtime.Immutable
import androidx.compose.ui.graphics.Color

/**
 * The colours. Every ink reads on every ground that it may stand on at 4.5:1 or better, which the pictures'
 * tests measure. Colour never says something alone: a word or a shape stands beside it.
 */
@Immutable
public data class Palette(
    val ground: Color,
    val surface: Color,
    val sunken: Color,
    val ink: Color,
    val inkSoft: Color,
    val line: Color,
    val edge: Color,
    val accent: Color,
    val onAccent: Color,
    val mine: Color,
    val care: Color,
    val careInk: Color,
    val notice: Color,
    val noticeInk: Color,
    val alarm: Color,
    val alarmInk: Color,
    val focus: Color,
)

/** Ink on warm paper. */
public val LightPalette: Palette = Palette(
    ground = Color(0xFFFAF6EF),
    surface = Color(0xFFFFFFFF),
    sunken = Color(0xFFF1EADF),
    ink = Color(0xFF1A211F),
    inkSoft = Color(0xFF4A544F),
    line = Color(0xFFDDD3C4),
    edge = Color(0xFF7A7466),
    accent = Color(0xFF0A574F),
    onAccent = Color(0xFFFFFFFF),
    mine = Color(0xFFDDEBE5),
    care = Color(0xFFE9E3F6),
    careInk = Color(0xFF4A2F86),
    notice = Color(0xFFFFF0CC),
    noticeInk = Color(0xFF573900),
    alarm = Color(0xFFFBE3DE),
    alarmInk = Color(0xFF8A1C12),
    focus = Color(0xFF0B4FD9),
)

/** For the night: no pure black, no glare. */
public val DarkPalette: Palette = Palette(
    ground = Color(0xFF121715),
    surface = Color(0xFF1D2422),
    sunken = Color(0xFF0B0F0E),
    ink = Color(0xFFF1EDE5),
    inkSoft = Color(0xFFBAC3BD),
    line = Color(0xFF35403B),
    edge = Color(0xFF8D978F),
    accent = Color(0xFF86D6C4),
    onAccent = Color(0xFF06231F),
    mine = Color(0xFF1E3F38),
    care = Color(0xFF33294F),
    careInk = Color(0xFFD2C2FF),
    notice = Color(0xFF40310D),
    noticeInk = Color(0xFFFFDC94),
    alarm = Color(0xFF47190F),
    alarmInk = Color(0xFFFFB9AD),
    focus = Color(0xFF9CC4FF),
)
