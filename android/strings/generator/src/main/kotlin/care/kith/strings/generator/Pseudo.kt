package care.kith.strings.generator

/** English with accents and about a third longer, in brackets: shows text that is cut off or not translated. */
fun pseudo(english: Catalogue): Catalogue =
    Catalogue(
        null,
        english.entries.mapValues { (_, entry) ->
            entry.copy(forms = entry.forms.mapValues { (_, form) -> pseudo(form) })
        },
    )

private fun pseudo(text: String): String {
    val plain = text.replace(Entry.PLACEHOLDER, "")
    val longer = PADDING.take((plain.length + 2) / 3).trimEnd()
    return "[" + accented(text) + (if (longer.isEmpty()) "" else " $longer") + "]"
}

private fun accented(text: String): String {
    var inPlaceholder = false
    return text
        .map { letter ->
            if (letter == '{') inPlaceholder = true
            if (letter == '}') inPlaceholder = false
            if (inPlaceholder) letter else ACCENTS[letter] ?: letter
        }.joinToString("")
}

private val ACCENTS = "aeiouyncsAEIOUYNCS".zip("áéíóúýñçšÁÉÍÓÚÝÑÇŠ").toMap()
private val PADDING = "łørem ipsúm døłør sit amét ".repeat(40)
