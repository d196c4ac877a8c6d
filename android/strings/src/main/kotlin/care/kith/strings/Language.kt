package care.kith.strings

/**
 * A language that the apps speak.
 *
 * @property tag BCP 47.
 * @property ownName what its speakers call it.
 * @property rightToLeft which way it is written.
 */
public enum class Language(
    public val tag: String,
    public val ownName: String,
    public val rightToLeft: Boolean = false,
) {
    English("en", "English"),
    Spanish("es", "Español"),
    Arabic("ar", "العربية", rightToLeft = true),

    /** English with accents and longer, for tests alone. */
    Pseudo("en-XA", "[Éñglíšh]"),
    ;

    /** Its sentences. */
    public val strings: Strings
        get() = when (this) {
            English -> EnglishStrings
            Spanish -> SpanishStrings
            Arabic -> ArabicStrings
            Pseudo -> PseudoStrings
        }

    internal fun category(count: Int): Category = when (this) {
        English, Pseudo -> if (count == 1) Category.One else Category.Other
        Spanish -> spanish(count)
        Arabic -> arabic(count)
    }

    public companion object {
        /** The languages that a person can choose. */
        public val offered: List<Language> = entries - Pseudo

        /** The best one for a list of BCP 47 tags, the most wanted first; English if none is spoken here. */
        public fun of(tags: List<String>): Language = tags.firstNotNullOfOrNull { wanted ->
            offered.find { it.tag == wanted.substringBefore('-').lowercase() }
        } ?: English
    }
}
