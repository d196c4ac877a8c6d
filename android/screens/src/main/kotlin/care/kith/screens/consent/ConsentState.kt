package care.kith.screens.consent

import care.kith.screens.Problem
import care.kith.screens.Remedy
import care.kith.screens.Role
import care.kith.screens.nameOf

/**
 * What someone agrees to before they are let in, in plain words.
 *
 * @property invitation what the link says.
 * @property name what they want to be called; the field's content.
 * @property phase how far it has come.
 * @property problem why it did not go on.
 */
public data class ConsentState(
    val invitation: Invitation,
    val name: String = "",
    val phase: ConsentPhase = ConsentPhase.Deciding,
    val problem: Problem? = null,
) {
    override fun toString(): String = nameOf(this)
}

/** What an invitation's link says. */
public sealed interface Invitation {
    /** Milliseconds since 1970 (UTC): good until then. */
    public val expires: Long

    /** A clinic enrols someone. [clinic] is its name, if it is known already. */
    public data class FromClinic(override val expires: Long, val clinic: String? = null) : Invitation {
        override fun toString(): String = nameOf(this)
    }

    /** A patient invites someone as [role], [relationship] in the patient's words (may be empty). */
    public data class FromPatient(
        override val expires: Long,
        val role: Role,
        val relationship: String = "",
    ) : Invitation {
        override fun toString(): String = nameOf(this)
    }
}

/** How far consent has come. */
public enum class ConsentPhase {
    /** The person reads and decides. */
    Deciding,

    /** They said yes; it is on its way. */
    Sending,

    /** The patient has to say yes too. */
    WaitingForPatient,
}

/** What a person can do. */
public sealed interface ConsentEvent {
    /** The name field's new content. */
    public data class NameChanged(val name: String) : ConsentEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Yes, under the name in the field. */
    public data object Agree : ConsentEvent

    /** No: nothing is kept or sent. */
    public data object Refuse : ConsentEvent

    /** While waiting: on to the list of circles. */
    public data object Continue : ConsentEvent

    /** Do the one thing about a problem. */
    public data class Resolve(val remedy: Remedy) : ConsentEvent
}
