package care.kith.android.look

import android.app.LocaleManager
import android.content.Context
import android.os.Build
import android.os.LocaleList
import care.kith.android.systemService
import care.kith.strings.Language

/** What the person chose for this app among the device's settings; `null` where they chose nothing, or cannot. */
internal fun chosen(context: Context): Language? {
    if (Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU) return null
    val locales = context.systemService<LocaleManager>().applicationLocales
    if (locales.isEmpty) return null
    return Language.of(List(locales.size()) { locales[it].toLanguageTag() })
}

/** Tells the device which language was chosen here. */
internal fun choose(context: Context, language: Language) {
    if (Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU || chosen(context) == language) return
    context.systemService<LocaleManager>().applicationLocales = LocaleList.forLanguageTags(language.tag)
}
