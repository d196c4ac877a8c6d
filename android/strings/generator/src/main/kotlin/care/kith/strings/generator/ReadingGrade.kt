package care.kith.strings.generator

/** What nobody should need more school for than this many years. */
const val HIGHEST_GRADE = 6.0

private const val WORDS_THAT_MAKE_A_TEXT = 8
private const val WORDS_THAT_MAKE_A_SECTION = 20

/** A note that begins so, with a reason, lets one text pass. */
const val EXCEPTION = "grade:"

/**
 * Faults of the English texts that read harder than [HIGHEST_GRADE]: each section as a whole, and each text
 * of at least eight words by itself; the formula says nothing about less.
 */
fun gradeFaults(english: Catalogue): List<String> {
    val judged = english.entries.values.filterNot { EXCEPTION in it.note }
    val sections = judged
        .groupBy(Entry::section)
        .map { (section, entries) ->
            "the section $section" to entries.flatMap { it.forms.values }.joinToString("\n") { sentence(it) }
        }.filter { (_, text) -> words(text).size >= WORDS_THAT_MAKE_A_SECTION }
    val texts = judged
        .flatMap { entry -> entry.forms.values.map { entry.key to it } }
        .filter { (_, text) -> words(text).size >= WORDS_THAT_MAKE_A_TEXT }
    return (sections + texts).mapNotNull { (name, text) ->
        val grade = grade(text)
        if (grade <= HIGHEST_GRADE) null else "en: $name reads at grade %.1f, not $HIGHEST_GRADE: $text".format(grade)
    }
}

private fun sentence(text: String) = if (text.last() in ".!?…:") text else "$text."

/** Flesch and Kincaid's grade (1975): 0.39 words a sentence + 11.8 syllables a word − 15.59. */
fun grade(text: String): Double {
    val words = words(text)
    if (words.isEmpty()) return 0.0
    val sentences = text.split(Regex("[.!?…:]+(\\s|$)|\n|[–;]\\s")).count { words(it).isNotEmpty() }.coerceAtLeast(1)
    return 0.39 * words.size / sentences + 11.8 * words.sumOf(::syllables) / words.size - 15.59
}

private fun words(text: String) = Regex("[A-Za-z][A-Za-z’']*")
    .findAll(text.replace(Entry.PLACEHOLDER, "Ann"))
    .map { it.value.lowercase() }
    .toList()

/** Groups of vowels, less a silent ending. */
internal fun syllables(word: String): Int {
    val bare = word.filter(Char::isLetter)
    val groups = Regex("[aeiouy]+").findAll(bare).count()
    val silentE = bare.endsWith("e") && !Regex("[^aeiouy]le$").containsMatchIn(bare)
    val silentEd = Regex("[^aeiouytd]ed$").containsMatchIn(bare)
    val silentEs = Regex("[^aeiouysxzcg]es$|[^aeiouyhsxzcg]es$").containsMatchIn(bare)
    return (groups - if (silentE || silentEd || silentEs) 1 else 0).coerceAtLeast(1)
}
