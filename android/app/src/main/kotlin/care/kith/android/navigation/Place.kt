package care.kith.android.navigation

import care.kith.core.CircleId
import care.kith.core.ConversationId
import care.kith.core.InvitationId
import care.kith.core.PersonId
import care.kith.screens.number.Opposite

/** Where someone can be in the app; enough to go there again after the lock. */
internal sealed interface Place {
    /** @property link an invitation to read at once. */
    data class Welcome(val link: String? = null) : Place

    /** @property touched whether the link came by being touched, so that another app may have had it. */
    data class Consent(val link: String, val touched: Boolean = false) : Place

    data object Inbox : Place

    data class Chat(val circle: CircleId, val rowId: Long? = null) : Place

    data class People(val circle: CircleId) : Place

    data class Number(val circle: CircleId, val person: PersonId, val name: String, val opposite: Opposite) : Place

    data class Invite(val circle: CircleId, val again: InvitationId? = null) : Place

    data class Details(val rowId: Long) : Place

    data class Forward(val rowId: Long) : Place

    data class Shelf(val circle: ConversationId) : Place

    data class Search(val circle: CircleId?) : Place

    data object Settings : Place

    data object Licences : Place
}
