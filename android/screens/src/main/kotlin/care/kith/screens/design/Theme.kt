package care.kith.screens.design

import androidx.compose.foundation.LocalIndication
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.text.selection.LocalTextSelectionColors
import androidx.compose.foundation.text.selection.TextSelectionColors
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.ProvidableCompositionLocal
import androidx.compose.runtime.ReadOnlyComposable
import androidx.compose.runtime.remember
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.platform.LocalLayoutDirection
import androidx.compose.ui.unit.LayoutDirection
import care.kith.screens.Remedy
import care.kith.strings.Language
import care.kith.strings.Moments
import care.kith.strings.Strings

private val LocalPalette: ProvidableCompositionLocal<Palette> = staticCompositionLocalOf { LightPalette }
private val LocalFonts: ProvidableCompositionLocal<Fonts> = staticCompositionLocalOf { Fonts.Platform }
private val LocalType: ProvidableCompositionLocal<Type> = staticCompositionLocalOf { type(Fonts.Platform.latin) }
private val LocalLanguage: ProvidableCompositionLocal<Language> = staticCompositionLocalOf { Language.English }
private val LocalMoments: ProvidableCompositionLocal<Moments> = staticCompositionLocalOf { error("no KithTheme") }
private val LocalReducedMotion: ProvidableCompositionLocal<Boolean> = staticCompositionLocalOf { false }

private val LocalTyping: ProvidableCompositionLocal<Boolean> = staticCompositionLocalOf { false }
private val LocalOffered: ProvidableCompositionLocal<Set<Remedy>> = staticCompositionLocalOf { everyRemedy }

private val LocalMine: ProvidableCompositionLocal<Boolean> = staticCompositionLocalOf { false }
private val LocalGuard: ProvidableCompositionLocal<@Composable () -> Unit> = staticCompositionLocalOf { {} }

private val LocalCopying: ProvidableCompositionLocal<@Composable (@Composable () -> Unit) -> Unit> =
    staticCompositionLocalOf { { it() } }

private val everyRemedy = Remedy.entries.toSet()
private const val LARGE = 1.5f

/** What [KithTheme] gives to everything inside it. */
public object Kith {
    /** The colours. */
    public val colours: Palette
        @Composable @ReadOnlyComposable
        get() = LocalPalette.current

    /** The sizes of text. */
    public val type: Type
        @Composable @ReadOnlyComposable
        get() = LocalType.current

    /** The letters. */
    public val fonts: Fonts
        @Composable @ReadOnlyComposable
        get() = LocalFonts.current

    /** The language that the sentences are in. */
    public val language: Language
        @Composable @ReadOnlyComposable
        get() = LocalLanguage.current

    /** The sentences. */
    public val strings: Strings
        @Composable @ReadOnlyComposable
        get() = LocalLanguage.current.strings

    /** How times are said. */
    public val moments: Moments
        @Composable @ReadOnlyComposable
        get() = LocalMoments.current

    /** Whether the person wants letters so large that less has to stand on a screen at once. */
    internal val largeText: Boolean
        @Composable @ReadOnlyComposable
        get() = LocalDensity.current.fontScale >= LARGE

    /** Whether a field has the keyboard as soon as it is there. */
    internal val typing: Boolean
        @Composable @ReadOnlyComposable
        get() = LocalTyping.current

    /** What can be done here about a problem. */
    internal val offered: Set<Remedy>
        @Composable @ReadOnlyComposable
        get() = LocalOffered.current

    /** Whether who looks at this is the patient: then the patient is "you". */
    internal val mine: Boolean
        @Composable @ReadOnlyComposable
        get() = LocalMine.current

    /** Stands around words that can be copied, as the platform wants it. */
    internal val copying: @Composable (@Composable () -> Unit) -> Unit
        @Composable @ReadOnlyComposable
        get() = LocalCopying.current

    /** Whether nothing should move. */
    public val reducedMotion: Boolean
        @Composable @ReadOnlyComposable
        get() = LocalReducedMotion.current
}

/**
 * Everything that screens need from around them, so that they depend on no platform.
 *
 * @param language of the sentences; sets the direction too.
 * @param moments how times are said: language, zone and clock.
 * @param fonts the letters, as the platform loaded them.
 * @param dark whether to draw for the night.
 * @param reducedMotion whether nothing should move.
 * @param typing whether a field has the keyboard as soon as it is there: at a desk, where no letters come up for it.
 * @param offered what the platform can do about a problem; something else is offered in place of the rest.
 * @param copying stands around words of which a part can be copied: what is copied is private.
 * @param guard keeps the window around it from touches that go through something that another app has put over it.
 */
@Composable
public fun KithTheme(
    language: Language,
    moments: Moments,
    fonts: Fonts = Fonts.Platform,
    dark: Boolean = false,
    reducedMotion: Boolean = false,
    typing: Boolean = false,
    offered: Set<Remedy> = everyRemedy,
    guard: @Composable () -> Unit = {},
    copying: @Composable (@Composable () -> Unit) -> Unit = { it() },
    content: @Composable () -> Unit,
) {
    val palette = if (dark) DarkPalette else LightPalette
    val large = LocalDensity.current.fontScale >= LARGE
    val indication = remember(palette) { FocusAndPress(palette) }
    CompositionLocalProvider(
        LocalPalette provides palette,
        LocalFonts provides fonts,
        LocalType provides remember(fonts, large) { type(fonts.latin, large) },
        LocalLanguage provides language,
        LocalMoments provides moments,
        LocalReducedMotion provides reducedMotion,
        LocalTyping provides typing,
        LocalOffered provides offered,
        LocalGuard provides guard,
        LocalCopying provides copying,
        LocalIndication provides indication,
        LocalTextSelectionColors provides TextSelectionColors(palette.accent, palette.accent.copy(alpha = 0.3f)),
        LocalLayoutDirection provides if (language.rightToLeft) LayoutDirection.Rtl else LayoutDirection.Ltr,
    ) {
        Box(Modifier.fillMaxSize().background(palette.ground)) { content() }
    }
}

/** What concerns the circle of who looks at it, if it is [mine]: there the patient is "you". */
@Composable
internal fun InCircle(mine: Boolean, content: @Composable () -> Unit) {
    CompositionLocalProvider(LocalMine provides mine, content = content)
}

/** Here something is given away that cannot be taken back: what lies over the window takes no yes. */
@Composable
internal fun Guarded(): Unit = LocalGuard.current()
