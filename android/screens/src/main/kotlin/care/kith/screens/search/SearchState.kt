package care.kith.screens.search

import care.kith.screens.Audience
import care.kith.screens.Connection
import care.kith.screens.Content
import care.kith.screens.Person
import care.kith.screens.Remedy
import care.kith.screens.nameOf

/**
 * Searching what is on this device; works without a network.
 *
 * @property query the field's content.
 * @property hits the newest first; `null` until there is something to search for.
 * @property more whether there are more than [hits].
 */
public data class SearchState(
    val query: String = "",
    val connection: Connection = Connection(),
    val hits: Content<List<Hit>>? = null,
    val more: Boolean = false,
) {
    override fun toString(): String = nameOf(this)
}

/**
 * A message that was found, with the words around it.
 *
 * @property rowId where to go in the circle.
 * @property circleTitle the circle's name.
 * @property at milliseconds since 1970 (UTC).
 * @property body the words.
 * @property matches where in [body] the words that were searched stand: indices of UTF-16 units, in order,
 *   not overlapping.
 * @property mine whether this person is the patient of the circle.
 * @property before what was said just before, if anything.
 * @property after what was said just after, if anything.
 */
public data class Hit(
    val rowId: Long,
    val circleId: String,
    val circleTitle: String,
    val sender: Person,
    val audience: Audience,
    val at: Long,
    val body: String,
    val matches: List<IntRange>,
    val before: Line? = null,
    val after: Line? = null,
    val mine: Boolean = false,
) {
    override fun toString(): String = nameOf(this)
}

/** A neighbouring message, in one line. */
public data class Line(val sender: Person, val body: String) {
    override fun toString(): String = nameOf(this)
}

/** What a person can do while searching. */
public sealed interface SearchEvent {
    /** Back to where they came from. */
    public data object Back : SearchEvent

    /** The field's new content. */
    public data class QueryChanged(val query: String) : SearchEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Go to a hit in its conversation. */
    public data class Open(val circleId: String, val rowId: Long) : SearchEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Do the one thing about a problem. */
    public data class Resolve(val remedy: Remedy) : SearchEvent
}
