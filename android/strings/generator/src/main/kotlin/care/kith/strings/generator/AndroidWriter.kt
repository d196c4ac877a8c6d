package care.kith.strings.generator

import java.io.File

internal const val ISOLATE = "\u2068"
internal const val END_ISOLATE = "\u2069"

/** Writes `values/strings.xml` for English and `values-xx/strings.xml` for the others. */
fun writeAndroid(catalogue: Catalogue, english: Catalogue, folder: File) {
    val tag = checkNotNull(catalogue.locale).tag
    val values = folder.resolve(if (catalogue.locale == Locale.English) "values" else "values-$tag")
    values.mkdirs()
    val lines = english.entries.values.map { source -> element(source, catalogue.entries.getValue(source.key)) }
    values.resolve("strings.xml").writeText(
        lines.joinToString("\n", "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<resources>\n", "\n</resources>\n"),
    )
}

private fun element(english: Entry, entry: Entry): String {
    if (!entry.plural) {
        return "    <string name=\"${entry.androidName}\">${escaped(
            english,
            entry.forms.getValue(Category.Other),
        )}</string>"
    }
    val items = entry.forms.map { (category, form) ->
        "        <item quantity=\"${category.name.lowercase()}\">${escaped(english, form)}</item>"
    }
    return items.joinToString("\n", "    <plurals name=\"${entry.androidName}\">\n", "\n    </plurals>")
}

private fun escaped(english: Entry, text: String): String {
    val xml = text
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace("'", "\\'")
        .replace("\"", "\\\"")
    // Percent signs are doubled only where Android formats the text at all.
    val plain = if (english.placeholders.isEmpty()) xml else xml.replace("%", "%%")
    return plain
        .replace(Regex("^[@?]")) { "\\" + it.value }
        .replace(Entry.PLACEHOLDER) { ISOLATE + argument(english, it.groupValues[1], "s", "d") + END_ISOLATE }
}

internal fun argument(english: Entry, name: String, text: String, number: String): String {
    val type = if (english.plural && name == Entry.COUNT) number else text
    return "%${english.placeholders.indexOf(name) + 1}\$$type"
}
