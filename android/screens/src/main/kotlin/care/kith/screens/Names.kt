package care.kith.screens

/**
 * All that [thing] says of itself where it is printed. What holds words, names, links or numbers says no more: they
 * stand in no log, whatever gets into one.
 */
public fun nameOf(thing: Any): String = "${thing.javaClass.simpleName}(…)"
