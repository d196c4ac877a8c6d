package care.kith.holders

import care.kith.core.Chat
import care.kith.core.CircleId
import care.kith.core.InvitationId
import care.kith.core.KithClient
import care.kith.core.NewInvitation
import care.kith.core.invited
import care.kith.screens.Problem
import care.kith.screens.Role
import care.kith.screens.invite.InviteEvent
import care.kith.screens.invite.InviteState
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlin.time.Duration.Companion.days

/**
 * Inviting one person, or giving a lost link out anew.
 *
 * @param again the invitation whose link was lost.
 */
public class InviteHolder(
    private val client: KithClient,
    private val circle: CircleId,
    private val scope: CoroutineScope,
    private val go: (Go) -> Unit,
    private val again: InvitationId? = null,
) {
    private val states = MutableStateFlow<InviteState>(InviteState.Choosing(ROLES))
    private val remedies = Remedies(go, ::tell)

    /** What the screen shows. */
    public val state: StateFlow<InviteState> = states.asStateFlow()

    init {
        again?.let(::reissue)
    }

    /** What the person did. */
    public fun onEvent(event: InviteEvent) {
        when (event) {
            is InviteEvent.Back, is InviteEvent.Done -> go(Go.Back)
            is InviteEvent.RoleChosen -> choosing { it.copy(role = event.role, problem = null) }
            is InviteEvent.RelationshipChanged -> choosing { it.copy(relationship = event.text, problem = null) }
            is InviteEvent.DaysChosen -> choosing { it.copy(days = event.days) }
            is InviteEvent.Make -> make()
            is InviteEvent.Copy -> copy(event.text)
            is InviteEvent.Share -> if (states.value is InviteState.Made) go(Go.Share(event.text))
            is InviteEvent.Resolve -> remedies.resolve(event.remedy)
        }
    }

    private fun make() {
        val choice = states.value as? InviteState.Choosing ?: return
        val role = choice.role ?: return
        if (choice.making) return
        choosing { it.copy(making = true, problem = null) }
        val whom = NewInvitation(role(role), choice.relationship.trim(), milliseconds(choice.days))
        scope.asking(remedies.telling(::stopped, ::make)) { show(client.invite(circle, whom)) }
    }

    private fun reissue(invitation: InvitationId) {
        choosing { it.copy(making = true, problem = null) }
        val days = InviteState.Choosing(ROLES).days
        scope.asking(remedies.telling(::stopped) { reissue(invitation) }) {
            show(client.reissue(invitation, milliseconds(days)))
        }
    }

    /** Says what the link itself says: it is what the other person will read. */
    private suspend fun show(link: String) {
        val said = client.readLink(link)
        val invited = said.circle
        states.value = InviteState.Made(
            link = link,
            role = invited?.role?.let(::role) ?: Role.Family,
            relationship = invited?.relationship.orEmpty(),
            expires = said.expires.toLong(),
        )
        pulled({ client.watchChat(circle) }) { it.next() }.collect { unsent(said.invitation, it) }
    }

    /** Says so where the clinic's computer does not know the link yet, as long as that is so. */
    private suspend fun unsent(made: InvitationId, chat: Chat) {
        val waits = client.invitations(circle).any { it.id == made && it.waiting }
        val unsent = waits && cannotBeReached(chat.clinic.reach)
        states.update { if (it is InviteState.Made) it.copy(unsent = unsent) else it }
    }

    private fun copy(text: String) {
        if (states.value !is InviteState.Made) return
        go(Go.Copy(text))
        states.update { if (it is InviteState.Made) it.copy(copied = true) else it }
    }

    private fun stopped() = choosing { it.copy(making = false) }

    private fun tell(problem: Problem?) = choosing { it.copy(problem = problem) }

    private fun choosing(change: (InviteState.Choosing) -> InviteState.Choosing) = states.update { now ->
        if (now is InviteState.Choosing) change(now) else now
    }

    private companion object {
        val ROLES = invited().map(::role)

        fun milliseconds(days: Int): ULong = days.days.inWholeMilliseconds.toULong()
    }
}
