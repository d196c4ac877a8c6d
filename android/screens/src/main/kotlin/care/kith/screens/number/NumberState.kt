package care.kith.screens.number

import care.kith.screens.Content
import care.kith.screens.Problem
import care.kith.screens.Remedy
import care.kith.screens.nameOf
import care.kith.screens.welcome.Camera

/**
 * Who someone is: the number of two people, to be compared in person.
 *
 * @property name what the other one is called; empty where nobody knows yet.
 * @property number the number.
 * @property camera whether a code can be seen, while one is looked for.
 * @property compared what the code of the other device said.
 * @property problem what the last thing that was tried ran into.
 * @property opposite where the other one stands, who has to find the same page.
 * @property sees whether this device can look at the other one's code.
 */
public data class NumberState(
    val name: String,
    val number: Content<PairNumber>,
    val camera: Camera? = null,
    val compared: Compared? = null,
    val problem: Problem? = null,
    val opposite: Opposite = Opposite.Inside,
    val sees: Boolean = true,
) {
    override fun toString(): String = nameOf(this)
}

/**
 * The number of two people.
 *
 * @property groups to be read out, five digits each.
 * @property code what the code says that the other device scans.
 * @property checked when this person checked it in person: milliseconds since 1970 (UTC).
 * @property different whether it was another one on the other device, and not the same since.
 */
public data class PairNumber(
    val groups: List<String>,
    val code: String,
    val checked: Long? = null,
    val different: Boolean = false,
) {
    override fun toString(): String = nameOf(this)
}

/** Where the other one of two stands, and so where they find the page of their number. */
public enum class Opposite {
    /** In the circle, as this person is. */
    Inside,

    /** Not let in yet: this person says yes or no. */
    Comer,

    /** The patient, who has not let this person in yet. */
    Patient,
}

/** What came of comparing: by a code that was scanned, or by the digits. */
public enum class Compared {
    /** The other device has the same number. */
    Same,

    /** It has another one. */
    Different,

    /** It is no number of Kith's. */
    NotOfKith,
}

/** What a person can do. */
public sealed interface NumberEvent {
    /** Back: from the camera to the number, from there to where one came from. */
    public data object Back : NumberEvent

    /** Look for the code on the other device. */
    public data object Scan : NumberEvent

    /** A code was seen; [text] is what it says. */
    public data class CodeRead(val text: String) : NumberEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Ask the device for its camera again. */
    public data object AllowCamera : NumberEvent

    /** Both see the same digits. */
    public data object Same : NumberEvent

    /** The other one sees other digits. */
    public data object Different : NumberEvent

    /** It is not sure any more that they do. */
    public data object TakeBack : NumberEvent

    /** Do the one thing about a problem. */
    public data class Resolve(val remedy: Remedy) : NumberEvent
}
