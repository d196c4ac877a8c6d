package care.kith.strings.generator

import java.io.File

/** Writes one `Localizable.xcstrings` with every language; the pseudo-locale is `en-XA` there. */
fun writeApple(english: Catalogue, catalogues: List<Catalogue>, file: File) {
    file.parentFile.mkdirs()
    val strings = english.entries.values.joinToString(",\n") { source ->
        val localizations = catalogues.joinToString(",\n") { catalogue ->
            val tag = catalogue.locale?.tag ?: "en-XA"
            "        ${quoted(tag)} : ${localization(source, catalogue.entries.getValue(source.key))}"
        }
        val comment = if (source.note.isEmpty()) "" else "      \"comment\" : ${quoted(source.note)},\n"
        "    ${quoted(source.key)} : {\n$comment      \"localizations\" : {\n$localizations\n      }\n    }"
    }
    file.writeText("{\n  \"sourceLanguage\" : \"en\",\n  \"strings\" : {\n$strings\n  },\n  \"version\" : \"1.0\"\n}\n")
}

/**
 * Writes `InfoPlist.xcstrings`: what iOS says where it asks on the app's behalf. The app's own catalogue has it
 * too.
 */
fun writeInfoPlist(english: Catalogue, catalogues: List<Catalogue>, file: File) {
    fun asked(catalogue: Catalogue) = catalogue.copy(
        entries = ASKED.entries.associate { (key, of) -> key to catalogue.entries.getValue(of).copy(key = key) },
    )
    writeApple(asked(english), catalogues.map(::asked), file)
}

private val ASKED = mapOf(
    "NSFaceIDUsageDescription" to "device.faceReason",
    "NSCameraUsageDescription" to "device.cameraReason",
)

private fun localization(english: Entry, entry: Entry): String {
    if (!entry.plural) return "{ ${unit(english, entry.forms.getValue(Category.Other))} }"
    val forms = entry.forms.map { (category, form) ->
        "${quoted(category.name.lowercase())} : { ${unit(english, form)} }"
    }
    return "{ \"variations\" : { \"plural\" : { ${forms.joinToString()} } } }"
}

private fun unit(english: Entry, text: String): String {
    val plain = if (english.placeholders.isEmpty()) text else text.replace("%", "%%")
    val value = plain.replace(Entry.PLACEHOLDER) {
        ISOLATE + argument(english, it.groupValues[1], "@", "lld") + END_ISOLATE
    }
    return "\"stringUnit\" : { \"state\" : \"translated\", \"value\" : ${quoted(value)} }"
}

private fun quoted(text: String): String = "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\""
