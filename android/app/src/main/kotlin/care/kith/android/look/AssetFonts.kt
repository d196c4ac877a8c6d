package care.kith.android.look

import android.content.res.AssetManager
import androidx.compose.ui.text.font.Font
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight
import care.kith.screens.design.Fonts

/** The letters that the screens are drawn with, out of the APK. */
internal fun fonts(assets: AssetManager): Fonts =
    Fonts(family("AtkinsonHyperlegibleNext", assets), family("IBMPlexSansArabic", assets))

private fun family(name: String, assets: AssetManager) = FontFamily(
    Font("fonts/$name-Regular.ttf", assets, FontWeight.Normal),
    Font("fonts/$name-Bold.ttf", assets, FontWeight.Bold),
)
