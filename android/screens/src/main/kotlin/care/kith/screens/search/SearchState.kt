package care.kith.screens.search

import care.kith.screens.Audience
import care.kith.screens.Connection
import care.kith.screens.Content
import care.kith.screens.Person
import care.kith.screens.Problem
import care.kith.screens.Remedy
import care.kith.screens.nameOf

/**
 * Searching what is on this device; works without a network.
 *
 * @property query the field's content.
 * @property hits the newest first; `null` until there is something to search for.
 * @property more whether there are more than [hits].
 * @property here what the conversation is called that one came from; `null` where one came from the list of all.
 * @property filters what is looked for besides the words.
 * @property people who can be chosen as the one who wrote it.
 * @property audiences of which one can be chosen; it is offered if there are two or more.
 * @property mine whether this person is the patient of the conversation that one came from.
 * @property getting whether more of them are being read.
 * @property problem what that ran into.
 * @property question what is chosen.
 */
public data class SearchState(
    val query: String = "",
    val connection: Connection = Connection(),
    val hits: Content<List<Hit>>? = null,
    val more: Boolean = false,
    val here: String? = null,
    val filters: SearchFilters = SearchFilters(),
    val people: List<Person> = emptyList(),
    val audiences: List<Audience> = emptyList(),
    val mine: Boolean = false,
    val getting: Boolean = false,
    val problem: Problem? = null,
    val question: SearchQuestion? = null,
) {
    override fun toString(): String = nameOf(this)
}

/**
 * What is looked for besides words.
 *
 * @property here whether it was said in the conversation that one came from; otherwise anywhere.
 * @property person who wrote it; `null`: anyone.
 * @property span when.
 * @property audience who could read it; `null`: whoever.
 */
public data class SearchFilters(
    val here: Boolean = false,
    val person: Person? = null,
    val span: SearchSpan = SearchSpan.AnyTime,
    val audience: Audience? = null,
) {
    /** Whether anything but words is looked for. */
    val narrow: Boolean get() = this != SearchFilters()
}

/** When what is looked for was said. */
public sealed interface SearchSpan {
    /** Whenever. */
    public data object AnyTime : SearchSpan

    /** In the last seven days. */
    public data object LastWeek : SearchSpan

    /** In the last thirty days. */
    public data object LastMonth : SearchSpan

    /** On the day that begins at [from], until the next one begins: milliseconds since 1970 (UTC). */
    public data class Day(val from: Long, val until: Long) : SearchSpan
}

/** What is being chosen. */
public sealed interface SearchQuestion {
    /** Who wrote it. */
    public data object Who : SearchQuestion

    /** When. */
    public data object When : SearchQuestion

    /** On which day, of the month that has the moment [at], milliseconds since 1970 (UTC). */
    public data class Day(val at: Long) : SearchQuestion

    /** Who could read it. */
    public data object ToWhom : SearchQuestion
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

    /** Look in the conversation that one came from, or everywhere. */
    public data class PlaceChosen(val here: Boolean) : SearchEvent

    /** Look for what one person wrote, or anyone. */
    public data class PersonChosen(val personId: String?) : SearchEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Look for what was said then. */
    public data class SpanChosen(val span: SearchSpan) : SearchEvent

    /** Look for what these could read, or whoever. */
    public data class AudienceChosen(val audience: Audience?) : SearchEvent

    /** Look for the words alone, everywhere. */
    public data object ClearFilters : SearchEvent

    /** Ask what is to be chosen. */
    public data class Ask(val question: SearchQuestion) : SearchEvent

    /** Leave what is asked. */
    public data object Cancel : SearchEvent

    /** Show more of what there is. */
    public data object More : SearchEvent

    /** Do the one thing about a problem. */
    public data class Resolve(val remedy: Remedy) : SearchEvent
}
