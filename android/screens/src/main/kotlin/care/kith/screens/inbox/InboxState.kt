package care.kith.screens.inbox

import care.kith.screens.Audience
import care.kith.screens.Clinic
import care.kith.screens.Connection
import care.kith.screens.Content
import care.kith.screens.Problem
import care.kith.screens.Remedy
import care.kith.screens.chat.ChatRow
import care.kith.screens.chat.Standing
import care.kith.screens.nameOf

/**
 * All circles of this person, clinic by clinic.
 *
 * @property connection how fresh it is.
 * @property clinics those where the person is enrolled; empty before the first invitation.
 * @property starting whether a circle of one's own is being made.
 * @property problem what the last thing that was tried ran into.
 * @property question the conversation, by its [CircleItem.id], of which it is asked what to do with it.
 */
public data class InboxState(
    val connection: Connection,
    val clinics: Content<List<ClinicCircles>>,
    val starting: Boolean = false,
    val problem: Problem? = null,
    val question: String? = null,
) {
    override fun toString(): String = nameOf(this)
}

/**
 * A clinic and the circles that live there.
 *
 * @property circles the newest first.
 * @property mayStart whether this person can start a circle of their own here.
 * @property unreached whether this clinic cannot be reached now, while another can.
 */
public data class ClinicCircles(
    val clinic: Clinic,
    val circles: List<CircleItem>,
    val mayStart: Boolean = false,
    val unreached: Boolean = false,
)

/**
 * A circle in the list.
 *
 * @property id opaque.
 * @property title its name.
 * @property mine whether this person is its patient.
 * @property standing whether they can write there.
 * @property last the newest row.
 * @property unread rows that were not seen yet.
 * @property waiting own messages that wait for the network.
 * @property toApprove people who wait for this person's yes.
 * @property alarm whether something was refused that was not seen yet.
 * @property draft words that were begun and not sent.
 * @property invitation by which the person would come in, where they are not in it.
 * @property draftAudience who would read them.
 * @property muted whether nothing is to be heard of it on this device.
 * @property markedUnread whether this person wants to come back to it, though they have read it.
 * @property patient who has yet to say yes: opaque, to compare numbers with.
 */
public data class CircleItem(
    val id: String,
    val title: String,
    val mine: Boolean = false,
    val standing: Standing = Standing.Member,
    val last: ChatRow? = null,
    val unread: Int = 0,
    val waiting: Int = 0,
    val toApprove: Int = 0,
    val alarm: Boolean = false,
    val draft: String = "",
    val invitation: String? = null,
    val draftAudience: Audience = Audience.Circle,
    val patient: String? = null,
    val muted: Boolean = false,
    val markedUnread: Boolean = false,
) {
    override fun toString(): String = nameOf(this)
}

/** What a person can do in the list. */
public sealed interface InboxEvent {
    /** Open a circle. */
    public data class Open(val circleId: String) : InboxEvent {
        override fun toString(): String = nameOf(this)
    }

    /** See the people who wait for a yes. */
    public data class OpenPeople(val circleId: String) : InboxEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Ask what to do with a conversation. */
    public data class Ask(val circleId: String) : InboxEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Leave what is asked. */
    public data object Cancel : InboxEvent

    /** Come back to a conversation later, though it was read. */
    public data class MarkUnread(val circleId: String) : InboxEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Hear nothing of a conversation on this device, or hear of it again. */
    public data class SetMuted(val circleId: String, val muted: Boolean) : InboxEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Let go of a circle that one cannot come into: it stands in the list no more. */
    public data class Forget(val invitationId: String) : InboxEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Compare numbers with the patient of a circle that one waits for. */
    public data class Compare(val circleId: String, val patientId: String) : InboxEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Start one's own circle at a clinic. */
    public data class StartCircle(val clinicId: String) : InboxEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Use another invitation. */
    public data object AddInvitation : InboxEvent

    /** Search all circles. */
    public data object OpenSearch : InboxEvent

    /** Settings. */
    public data object OpenSettings : InboxEvent

    /** Call a clinic's emergency number, or its own. */
    public data class Call(val number: String) : InboxEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Do the one thing about a problem. */
    public data class Resolve(val remedy: Remedy) : InboxEvent
}
