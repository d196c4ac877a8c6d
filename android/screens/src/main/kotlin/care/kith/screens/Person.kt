package care.kith.screens

/** What someone is in a circle; told by a word and a shape, never by colour alone. */
public enum class Role {
    /** Decides who is in the circle. */
    Patient,

    /** Speaks for the patient: a parent, a guardian, someone with a power of attorney. */
    Proxy,

    /** Family or a friend. */
    Family,

    /** A doctor, nurse or therapist; the clinic vouches for them. */
    Clinician,

    /** Plans care; the clinic vouches for them. */
    Coordinator,

    /** Runs the clinic's side, and reads nothing. */
    Administrator,
}

/** Who can read a message. */
public enum class Audience {
    /** Everyone in the circle. */
    Circle,

    /** The patient and the clinic's staff. */
    Care,

    /** The patient and one person, in a conversation of their own. */
    Pair,
}

/** What stands against taking someone for whom they are called. */
public enum class Doubt {
    /** Somebody of this name was checked, with another key. */
    OtherKey,

    /** Their number was another one than here when it was compared, and not the same since. */
    Different,

    /** They were of the clinic's staff, and it has taken its word back. */
    Revoked,
}

/**
 * Someone in a circle.
 *
 * @property id opaque; the same in every circle.
 * @property name what they want to be called.
 * @property role what they are here.
 * @property relationship in the patient's words: daughter, neighbour. May be empty.
 * @property me whether this is the person whose device this is.
 * @property doubt what stands against taking them for whom they are called.
 */
public data class Person(
    val id: String,
    val name: String,
    val role: Role,
    val relationship: String = "",
    val me: Boolean = false,
    val doubt: Doubt? = null,
) {
    override fun toString(): String = nameOf(this)
}
