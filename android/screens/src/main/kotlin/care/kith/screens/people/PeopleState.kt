package care.kith.screens.people

import care.kith.screens.Audience
import care.kith.screens.Connection
import care.kith.screens.Content
import care.kith.screens.Doubt
import care.kith.screens.Person
import care.kith.screens.Problem
import care.kith.screens.Remedy
import care.kith.screens.Role
import care.kith.screens.WhyNot
import care.kith.screens.nameOf
import care.kith.screens.number.Opposite

/**
 * The people of a circle.
 *
 * @property title the circle's name.
 * @property circle who is in it, and who was asked.
 * @property question what has to be answered before anything is done; stands over the screen.
 * @property working whether the answer is being carried out.
 * @property problem what the last thing that was tried ran into.
 * @property telephone the clinic's own, where it is known.
 */
public data class PeopleState(
    val title: String,
    val connection: Connection,
    val circle: Content<CirclePeople>,
    val question: Question? = null,
    val working: Boolean = false,
    val problem: Problem? = null,
    val telephone: String? = null,
) {
    override fun toString(): String = nameOf(this)
}

/**
 * Who is in a circle, and who was asked.
 *
 * @property whyNot why this person does not say who is in it: neither invites nor approves; `null` where they do.
 * @property mine whether they are its patient.
 * @property members oneself included.
 * @property invitations those that still matter; empty for whoever does not decide.
 */
public data class CirclePeople(
    val whyNot: WhyNot?,
    val members: List<Member>,
    val invitations: List<GivenInvitation> = emptyList(),
    val mine: Boolean = whyNot == null,
)

/**
 * Someone in the circle.
 *
 * @property since milliseconds since 1970 (UTC).
 * @property reads what they can read.
 * @property vouched whether the clinic speaks for them, of its staff.
 * @property known what is known of their number.
 * @property removable whether this person can remove them.
 * @property alone writing to them alone; `null` where that is not this person's to do.
 */
public data class Member(
    val person: Person,
    val since: Long,
    val reads: List<Audience>,
    val vouched: Boolean = false,
    val known: Known = Known(),
    val removable: Boolean = false,
    val alone: Alone? = null,
)

/** The way to a talk with someone alone, or why there is none now. */
public data class Alone(val whyNot: WhyNot? = null)

/**
 * What is known of someone's number.
 *
 * @property checked when it was compared in person: milliseconds since 1970 (UTC).
 * @property doubt what stands against taking them for whom they are called.
 */
public data class Known(val checked: Long? = null, val doubt: Doubt? = null)

/**
 * An invitation that was given out.
 *
 * @property id opaque.
 * @property expires milliseconds since 1970 (UTC).
 */
public data class GivenInvitation(
    val id: String,
    val role: Role,
    val relationship: String,
    val expires: Long,
    val stage: InvitationStage,
) {
    override fun toString(): String = nameOf(this)
}

/** Where an invitation stands. */
public sealed interface InvitationStage {
    /** Nobody has answered yet. */
    public data object Open : InvitationStage

    /** Made without a network: nobody can use it yet. */
    public data object Unsent : InvitationStage

    /** Nobody answered in time. */
    public data object Expired : InvitationStage

    /** The clinic's computer does not take the link, or the yes to it cannot come true. */
    public data object Refused : InvitationStage

    /** Two answered the link, and neither comes in by it. */
    public data object Spoiled : InvitationStage

    /**
     * Someone said yes, and waits for the patient.
     *
     * @property name what they typed, or the clinic calls its staff; empty where the clinic has told no name.
     * @property word what the clinic says of them, where they were invited as its staff.
     * @property like someone in the circle, or on the way into it, whose name looks the same.
     * @property id opaque.
     * @property known what is known of their number.
     * @property asOf from when the clinic's word is, where that is too long ago: a yes to its staff waits.
     */
    public data class Answered(
        val name: String,
        val word: ClinicsWord = ClinicsWord.Nothing,
        val like: Like? = null,
        val id: String = "",
        val known: Known = Known(),
        val asOf: Long? = null,
    ) : InvitationStage {
        override fun toString(): String = nameOf(this)
    }

    /**
     * The patient said yes; it is on its way.
     *
     * @property asOf from when the clinic's word is, where that is too long ago: it waits for a newer one.
     */
    public data class Approved(val name: String, val asOf: Long? = null) : InvitationStage {
        override fun toString(): String = nameOf(this)
    }
}

/** What the clinic says of who was invited as one of its staff. */
public enum class ClinicsWord {
    /** It speaks for them, in this role and under this name. */
    Vouches,

    /** Nothing: it does not know them. Nor is it asked of who is not of its staff. */
    Nothing,

    /** It knows them as something else. */
    OtherRole,

    /** It does not say who they are. */
    Nameless,

    /** It has taken its word back. */
    Revoked,
}

/**
 * Someone whose name looks like that of who wants to come in.
 *
 * @property id opaque.
 * @property likeness who they are to the circle.
 */
public data class Like(val id: String, val name: String, val likeness: Likeness) {
    override fun toString(): String = nameOf(this)
}

/** Where someone is for whom who wants to come in could be taken. */
public enum class Likeness {
    /** Not in the circle either. */
    Waiting,

    /** In the circle. */
    Inside,

    /** In the circle: it may be the same person with a new phone. */
    PerhapsTheSame,
}

/** A question before something that cannot easily be undone. */
public sealed interface Question {
    /** Let someone in. */
    public data class Approve(val invitation: GivenInvitation) : Question

    /** Let someone in, in place of [old]: the same person with a new phone. */
    public data class Renew(val invitation: GivenInvitation, val old: Like) : Question

    /** Turn someone down. */
    public data class Decline(val invitation: GivenInvitation) : Question

    /** Take an invitation back that nobody has answered. */
    public data class TakeBack(val invitation: GivenInvitation) : Question

    /** Put someone out. */
    public data class Remove(val person: Person) : Question

    /** Go on without someone, who is not told. */
    public data class GoOnWithout(val person: Person) : Question

    /** Let the circle go on in a new place, with the same people. */
    public data object StartAnew : Question
}

/** What a person can do. */
public sealed interface PeopleEvent {
    /** Back to the conversation. */
    public data object Back : PeopleEvent

    /** Invite someone. */
    public data object Invite : PeopleEvent

    /** Show the link or code of an open invitation: a new one, since a link is shown once. */
    public data class Reissue(val invitationId: String) : PeopleEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Compare the number with someone. */
    public data class Compare(val personId: String, val name: String, val opposite: Opposite) : PeopleEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Write to someone alone. */
    public data class TalkAlone(val personId: String) : PeopleEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Ask [question] first. */
    public data class Ask(val question: Question) : PeopleEvent

    /** Yes to the question. */
    public data class Confirm(val question: Question) : PeopleEvent

    /** No to the question. */
    public data object Cancel : PeopleEvent

    /** Call [number]. */
    public data class Call(val number: String) : PeopleEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Do the one thing about a problem. */
    public data class Resolve(val remedy: Remedy) : PeopleEvent
}
