package care.kith.screens.invite

import care.kith.screens.Problem
import care.kith.screens.Remedy
import care.kith.screens.Role
import care.kith.screens.nameOf

/** Inviting one person. */
public sealed interface InviteState {
    /**
     * The patient says whom.
     *
     * @property roles what the person may be.
     * @property role what they will be; `null` until it is chosen.
     * @property relationship in the patient's words; the field's content. May be empty.
     * @property days how many days the link is good for.
     * @property making whether the link is being made.
     */
    public data class Choosing(
        val roles: List<Role>,
        val role: Role? = null,
        val relationship: String = "",
        val days: Int = 7,
        val making: Boolean = false,
        val problem: Problem? = null,
    ) : InviteState {
        override fun toString(): String = nameOf(this)
    }

    /**
     * The link is made; it works for one person, once.
     *
     * @property link also shown as a QR code.
     * @property expires milliseconds since 1970 (UTC).
     * @property copied whether it was just put on the clipboard.
     * @property unsent whether it does not work yet, because it was made without a network.
     */
    public data class Made(
        val link: String,
        val role: Role,
        val relationship: String,
        val expires: Long,
        val copied: Boolean = false,
        val unsent: Boolean = false,
    ) : InviteState {
        override fun toString(): String = nameOf(this)
    }
}

/** What a person can do while inviting. */
public sealed interface InviteEvent {
    /** Back to the people of the circle. */
    public data object Back : InviteEvent

    /** What they will be. */
    public data class RoleChosen(val role: Role) : InviteEvent

    /** The field's new content. */
    public data class RelationshipChanged(val text: String) : InviteEvent {
        override fun toString(): String = nameOf(this)
    }

    /** How many days the link is good for. */
    public data class DaysChosen(val days: Int) : InviteEvent

    /** Make the link. */
    public data object Make : InviteEvent

    /** Put the link on the clipboard, marked as private, in [text] that says what to do with it. */
    public data class Copy(val text: String) : InviteEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Hand the link to another app, in [text] that says what to do with it. */
    public data class Share(val text: String) : InviteEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Done. */
    public data object Done : InviteEvent

    /** Do the one thing about a problem. */
    public data class Resolve(val remedy: Remedy) : InviteEvent
}
