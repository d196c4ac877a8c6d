package care.kith.strings.generator

/** CLDR's names for the kinds of number that a language tells apart. */
enum class Category { Zero, One, Two, Few, Many, Other }

/** A language with a source file, and what CLDR says of its cardinal plurals. */
enum class Locale(val tag: String, val categories: List<Category>) {
    English("en", listOf(Category.One, Category.Other)),
    Spanish("es", listOf(Category.One, Category.Many, Category.Other)),
    Arabic("ar", Category.entries),
}

/** A text in one language: [forms] has one entry for each category, or [Category.Other] alone. */
data class Entry(val key: String, val plural: Boolean, val forms: Map<Category, String>, val note: String) {
    /** Names between braces, in the order of the fullest form; `count` is the number that chooses the form. */
    val placeholders: List<String>
        get() = forms.values
            .flatMap { form -> PLACEHOLDER.findAll(form).map { it.groupValues[1] } }
            .distinct()
            .let { if (plural) listOf(COUNT) + (it - COUNT) else it }

    /** As Kotlin names it: `chat.dayToday` is `chatDayToday`. */
    val kotlinName: String
        get() = key
            .split('.')
            .mapIndexed { i, part -> if (i == 0) part else part.replaceFirstChar(Char::uppercase) }
            .joinToString("")

    /** As Android names it: `chat.dayToday` is `chat_day_today`. */
    val androidName: String
        get() = key.replace('.', '_').replace(Regex("[A-Z]")) { "_" + it.value.lowercase() }

    /** The part before the first dot: the screen. */
    val section: String get() = key.substringBefore('.')

    companion object {
        val PLACEHOLDER = Regex("""\{([a-z][A-Za-z]*)}""")
        const val COUNT = "count"
    }
}

/** All texts of one language, in the order of the file. */
data class Catalogue(val locale: Locale?, val entries: Map<String, Entry>)

/**
 * Reads a source file: `[section]`, `key = text`, `key[category] = text` for a plural, `#` for a note to
 * translators about the next key, and an indented line that goes on with the text above.
 */
fun readCatalogue(locale: Locale, source: String): Catalogue = SourceReader(locale).read(source)

private class SourceReader(private val locale: Locale) {
    private class Draft(val key: String, val note: String) {
        val forms = linkedMapOf<Category?, String>()
    }

    private val drafts = linkedMapOf<String, Draft>()
    private var section = ""
    private val note = mutableListOf<String>()
    private var current: Pair<Draft, Category?>? = null

    fun read(source: String): Catalogue {
        source.lines().forEachIndexed { i, line -> read(line, "${locale.tag}.strings:${i + 1}") }
        return Catalogue(locale, drafts.mapValues { (_, draft) -> entry(draft) })
    }

    private fun read(line: String, place: String) {
        when {
            line.isBlank() -> note.clear()
            line.startsWith("#") -> note += line.removePrefix("#").trim()
            line.startsWith("[") -> section = line.trim().removeSurrounding("[", "]")
            line.startsWith(" ") -> goOn(line.trim(), place)
            else -> begin(line, place)
        }
    }

    private fun goOn(text: String, place: String) {
        val (draft, category) = checkNotNull(current) { "$place: nothing to go on with" }
        draft.forms[category] = draft.forms.getValue(category) + " " + text
    }

    private fun begin(line: String, place: String) {
        val match = checkNotNull(LINE.matchEntire(line)) { "$place: neither a key nor a note: $line" }
        val (name, form, text) = match.destructured
        val key = "$section.$name"
        val category = form.ifEmpty { null }?.let { wanted ->
            checkNotNull(Category.entries.find { it.name.lowercase() == wanted }) { "$place: no plural form $wanted" }
        }
        val draft = drafts.getOrPut(key) { Draft(key, note.joinToString(" ")) }
        check(category !in draft.forms) { "$place: $key stands twice" }
        draft.forms[category] = text.trim()
        current = draft to category
        note.clear()
    }

    private fun entry(draft: Draft): Entry {
        val plural = null !in draft.forms
        check(plural || draft.forms.size == 1) { "${locale.tag}: ${draft.key} is a plural and is not" }
        return Entry(draft.key, plural, draft.forms.mapKeys { it.key ?: Category.Other }, draft.note)
    }

    private companion object {
        val LINE = Regex("""([a-z][A-Za-z0-9]*)(?:\[([a-z]+)])?\s*=\s*(.*)""")
    }
}
