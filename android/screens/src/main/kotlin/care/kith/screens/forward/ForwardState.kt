package care.kith.screens.forward

import care.kith.screens.Audience
import care.kith.screens.Connection
import care.kith.screens.Content
import care.kith.screens.Person
import care.kith.screens.Problem
import care.kith.screens.Remedy
import care.kith.screens.nameOf

/**
 * Passing a message on: where its words are said once more.
 *
 * @property connection how fresh it is.
 * @property places where they can be said.
 * @property words what is passed on, whole: nothing else goes than what stands here.
 * @property asks who would read it there and did not before: nothing is sent until the person says so.
 * @property sending whether it is being sent.
 * @property sent where it was.
 * @property changed whether the words are others than those that were chosen to go: nothing went.
 * @property problem what the last thing that was tried ran into.
 */
public data class ForwardState(
    val connection: Connection,
    val places: Content<List<ForwardPlace>> = Content.Loading,
    val words: String = "",
    val asks: ForwardAsk? = null,
    val sending: Boolean = false,
    val sent: ForwardPlace? = null,
    val changed: Boolean = false,
    val problem: Problem? = null,
) {
    override fun toString(): String = nameOf(this)
}

/**
 * Where something can be said.
 *
 * @property circleId the conversation: opaque.
 * @property title what it is called.
 * @property audience who reads it there.
 * @property mine whether this person is the patient there.
 */
public data class ForwardPlace(
    val circleId: String,
    val title: String,
    val audience: Audience,
    val mine: Boolean = false,
) {
    override fun toString(): String = nameOf(this)
}

/** Who would read it at [place] and did not before. */
public data class ForwardAsk(val place: ForwardPlace, val readers: List<Person>) {
    override fun toString(): String = nameOf(this)
}

/** What a person can do there. */
public sealed interface ForwardEvent {
    /** Back to the conversation. */
    public data object Back : ForwardEvent

    /** Say it there. */
    public data class Choose(val circleId: String, val audience: Audience) : ForwardEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Yes: those who are named are to read it. */
    public data object Send : ForwardEvent

    /** Leave what is asked: nothing is sent. */
    public data object Cancel : ForwardEvent

    /** To where it was sent. */
    public data object Show : ForwardEvent

    /** Do the one thing about a problem. */
    public data class Resolve(val remedy: Remedy) : ForwardEvent
}
