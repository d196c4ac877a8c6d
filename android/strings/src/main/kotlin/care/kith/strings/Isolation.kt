package care.kith.strings

private const val FIRST_STRONG_ISOLATE = '\u2068'
private const val LEFT_TO_RIGHT_ISOLATE = '\u2066'
private const val POP_ISOLATE = '\u2069'

/** [text] with a direction of its own, so that a name or a time does not turn the sentence around it. */
public fun isolated(text: String): String = "$FIRST_STRONG_ISOLATE$text$POP_ISOLATE"

/** A number with a direction of its own. */
public fun isolated(number: Int): String = isolated(number.toString())

/** A telephone number, a code or a link: always from left to right. */
public fun leftToRight(text: String): String = "$LEFT_TO_RIGHT_ISOLATE$text$POP_ISOLATE"
