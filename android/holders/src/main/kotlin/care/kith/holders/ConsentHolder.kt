package care.kith.holders

import care.kith.core.InvitationPreview
import care.kith.core.KithClient
import care.kith.screens.Problem
import care.kith.screens.consent.ConsentEvent
import care.kith.screens.consent.ConsentPhase
import care.kith.screens.consent.ConsentState
import care.kith.screens.consent.Invitation
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update

/** What someone agrees to. Made by [open], which reads the link. */
public class ConsentHolder private constructor(
    private val client: KithClient,
    private val link: String,
    private val scope: CoroutineScope,
    private val go: (Go) -> Unit,
    start: ConsentState,
) {
    private val states = MutableStateFlow(start)
    private val remedies = Remedies(go, ::tell)

    /** What the screen shows. */
    public val state: StateFlow<ConsentState> = states.asStateFlow()

    /** What the person did. */
    public fun onEvent(event: ConsentEvent) {
        when (event) {
            is ConsentEvent.NameChanged -> states.update { it.copy(name = event.name, problem = null) }
            is ConsentEvent.Agree -> agree()
            is ConsentEvent.Refuse -> go(Go.Back)
            is ConsentEvent.Continue -> go(Go.ToInbox)
            is ConsentEvent.Resolve -> remedies.resolve(event.remedy)
        }
    }

    private fun agree() {
        if (states.value.phase != ConsentPhase.Deciding) return
        states.update { it.copy(phase = ConsentPhase.Sending, problem = null) }
        scope.asking(remedies.telling({ states.update { it.copy(phase = ConsentPhase.Deciding) } }, ::agree)) {
            val redeemed = client.redeem(link, states.value.name.trim()).use { it.outcome() }
            client.start()
            if (redeemed.joining) {
                states.update { it.copy(phase = ConsentPhase.WaitingForPatient) }
            } else {
                go(Go.ToInbox)
            }
        }
    }

    private fun tell(problem: Problem?) = states.update { it.copy(problem = problem) }

    public companion object {
        /**
         * Reads what the link says, and suggests the name that the person goes by already.
         *
         * @param problem what is to be said of how it came, before anyone agrees.
         * @throws care.kith.core.KithException where the link is no good.
         */
        public suspend fun open(
            client: KithClient,
            link: String,
            scope: CoroutineScope,
            go: (Go) -> Unit,
            problem: Problem? = null,
        ): ConsentHolder {
            val preview = client.readLink(link)
            val start = ConsentState(invitation(preview), preview.myName, problem = problem)
            return ConsentHolder(client, link, scope, go, start)
        }

        private fun invitation(preview: InvitationPreview): Invitation {
            val expires = preview.expires.toLong()
            val circle = preview.circle ?: return Invitation.FromClinic(expires, preview.clinic)
            return Invitation.FromPatient(expires, role(circle.role), circle.relationship)
        }
    }
}
