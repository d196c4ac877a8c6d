package care.kith.android.look

import android.content.Context
import android.provider.Settings
import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.WindowInsets
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.imePadding
import androidx.compose.foundation.layout.safeDrawing
import androidx.compose.foundation.layout.windowInsetsPadding
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalContext
import care.kith.screens.design.KithTheme
import care.kith.strings.Language

/** Kith's look on this device: its night, its clock, its wish for stillness; inside what no bar or keyboard covers. */
@Composable
internal fun DeviceTheme(language: Language, content: @Composable () -> Unit) {
    val context = LocalContext.current
    KithTheme(
        language = language,
        moments = deviceMoments(language),
        fonts = remember { fonts(context.assets) },
        dark = isSystemInDarkTheme(),
        reducedMotion = remember { wantsStillness(context) },
        copying = { Privately(it) },
        guard = { Uncovered() },
    ) {
        Unlearned {
            Box(Modifier.fillMaxSize().windowInsetsPadding(WindowInsets.safeDrawing).imePadding()) { content() }
        }
    }
}

private fun wantsStillness(context: Context): Boolean =
    Settings.Global.getFloat(context.contentResolver, Settings.Global.ANIMATOR_DURATION_SCALE, 1f) == 0f

/** The best of our languages for this device. */
internal fun deviceLanguage(context: Context): Language {
    val wanted = context.resources.configuration.locales
    return Language.of(List(wanted.size()) { wanted[it].toLanguageTag() })
}
