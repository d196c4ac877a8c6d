package care.kith.strings

/** CLDR's names for the kinds of number that a language tells apart. */
internal enum class Category { Zero, One, Two, Few, Many, Other }

private const val MILLION = 1_000_000
private const val HUNDRED = 100

internal fun spanish(count: Int): Category = when {
    count == 1 -> Category.One
    count != 0 && count % MILLION == 0 -> Category.Many
    else -> Category.Other
}

internal fun arabic(count: Int): Category = when (count) {
    0 -> Category.Zero

    1 -> Category.One

    2 -> Category.Two

    else -> when (count % HUNDRED) {
        in 3..10 -> Category.Few
        in 11..99 -> Category.Many
        else -> Category.Other
    }
}
