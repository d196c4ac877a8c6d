package care.kith.strings

private const val FIRST_STRONG_ISOLATE = '\u2068'
private const val LEFT_TO_RIGHT_ISOLATE = '\u2066'
private const val POP_ISOLATE = '\u2069'
private const val NO_BREAK_SPACE = '\u00A0'
private val isolates = '\u2066'..'\u2068'
private val overrides = '\u202A'..'\u202E'

/**
 * [text] with a direction of its own, so that a name or a time does not turn the sentence around it. What is
 * put together from such parts already stays as it is. Signs by which a name could turn the words around it are
 * taken out.
 */
public fun isolated(text: String): String {
    val plain = text.filterNot { it in overrides }
    return when {
        plain.none { it in isolates || it == POP_ISOLATE } -> "$FIRST_STRONG_ISOLATE$plain$POP_ISOLATE"
        isBalanced(plain) -> plain
        else -> isolated(plain.filterNot { it in isolates || it == POP_ISOLATE })
    }
}

private fun isBalanced(text: String): Boolean {
    var depth = 0
    for (letter in text) {
        if (letter in isolates) depth++
        if (letter == POP_ISOLATE && --depth < 0) return false
    }
    return depth == 0
}

/** A number with a direction of its own. */
public fun isolated(number: Int): String = isolated(number.toString())

/** A code, a version or a link: always from left to right. */
public fun leftToRight(text: String): String = "$LEFT_TO_RIGHT_ISOLATE$text$POP_ISOLATE"

/** A telephone number: from left to right, and never broken at the end of a line. */
public fun telephone(number: String): String = leftToRight(number.replace(' ', NO_BREAK_SPACE))
