package care.kith.holders

import care.kith.core.AccountId
import care.kith.core.CircleRow
import care.kith.core.ClinicRow
import care.kith.core.ConversationId
import care.kith.core.Inbox
import care.kith.core.InvitationId
import care.kith.core.JoiningRow
import care.kith.core.KithClient
import care.kith.screens.Audience
import care.kith.screens.Connection
import care.kith.screens.Content
import care.kith.screens.Problem
import care.kith.screens.Remedy
import care.kith.screens.inbox.CircleItem
import care.kith.screens.inbox.ClinicCircles
import care.kith.screens.inbox.InboxEvent
import care.kith.screens.inbox.InboxState
import care.kith.screens.number.Opposite
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.getAndUpdate
import kotlinx.coroutines.flow.update

/**
 * The list of circles.
 *
 * @param title what someone's own circle is called, in the language of its patient.
 */
public class InboxHolder(
    private val client: KithClient,
    private val scope: CoroutineScope,
    private val title: (name: String) -> String,
    private val go: (Go) -> Unit,
) {
    private val states = MutableStateFlow(InboxState(Connection(), Content.Loading))

    // Before what is watched tells of them.
    @Volatile
    private var names = emptyMap<AccountId, String>()
    private var watching: Job = watch()

    // Every way back ends at the list: there it is read anew.
    private val remedies = Remedies(go, ::tell, ::read, back = ::read)

    /** What the screen shows. */
    public val state: StateFlow<InboxState> = states.asStateFlow()

    /** What the person did. */
    public fun onEvent(event: InboxEvent) {
        when (event) {
            is InboxEvent.Open -> go(Go.ToChat(event.circleId))
            is InboxEvent.OpenPeople -> go(Go.ToPeople(event.circleId))
            is InboxEvent.Compare -> go(Go.ToNumber(event.circleId, event.patientId, "", Opposite.Patient))
            is InboxEvent.StartCircle -> start(event.clinicId.toLong())
            is InboxEvent.Forget -> forget(event.invitationId)
            is InboxEvent.Ask -> ask(event.circleId)
            is InboxEvent.Cancel -> ask(null)
            is InboxEvent.MarkUnread -> keeping(event) { markUnread(event.circleId) }
            is InboxEvent.SetMuted -> keeping(event) { setMuted(event.circleId, event.muted) }
            is InboxEvent.AddInvitation -> go(Go.ToWelcome)
            is InboxEvent.OpenSearch -> go(Go.ToSearch())
            is InboxEvent.OpenSettings -> go(Go.ToSettings)
            is InboxEvent.Call -> go(Go.Call(event.number))
            is InboxEvent.Resolve -> resolve(event.remedy)
        }
    }

    private fun watch(): Job = scope.asking(::failed) {
        pulled(client::watchInbox) { it.next() }.collect(::show)
    }

    private fun show(inbox: Inbox) {
        names = inbox.clinics.associate { it.account to it.myName }
        val clinics = inbox.clinics.map { circlesOf(it, inbox) }
        states.update { it.copy(connection = connection(inbox), clinics = Content.Ready(clinics)) }
    }

    private fun circlesOf(clinic: ClinicRow, inbox: Inbox): ClinicCircles {
        val joining = inbox.joining.filter { it.account == clinic.account }.map(::item)
        val circles = inbox.circles.filter { it.account == clinic.account }.map(::item)
        val unreached = partly(inbox) && cannotBeReached(clinic.reach)
        return ClinicCircles(clinic(clinic), joining + circles, clinic.mayStart, unreached)
    }

    private fun item(joining: JoiningRow) = CircleItem(
        joining.circle,
        "",
        standing = standing(joining.standing),
        invitation = joining.invitation,
        patient = joining.patient,
    )

    private fun item(circle: CircleRow): CircleItem = CircleItem(
        id = circle.conversation,
        title = circle.title,
        mine = circle.mine,
        standing = standing(circle),
        last = circle.last?.let(::chatRow),
        unread = circle.unread.toInt(),
        waiting = circle.waiting.toInt(),
        toApprove = circle.toApprove.toInt(),
        alarm = circle.alarm,
        draft = circle.draft?.body.orEmpty(),
        muted = circle.muted,
        markedUnread = circle.markedUnread,
        draftAudience = circle.draft?.let { audience(it.audience) } ?: Audience.Circle,
    )

    private fun ask(conversation: ConversationId?) = states.update { it.copy(question = conversation) }

    /** What was asked is answered by it. */
    private fun keeping(event: InboxEvent, work: suspend KithClient.() -> Unit) {
        ask(null)
        scope.keeping(remedies.telling { onEvent(event) }) { client.work() }
    }

    private fun start(account: AccountId) {
        val before = states.getAndUpdate { if (it.starting) it else it.copy(starting = true, problem = null) }
        if (before.starting) return
        scope.asking(remedies.telling(::started) { start(account) }) {
            val circle = client.createCircle(account, title(names[account].orEmpty()))
            started()
            go(Go.ToChat(circle))
        }
    }

    private fun forget(invitation: InvitationId) {
        scope.asking(remedies.telling { forget(invitation) }) { client.forgetJoining(invitation) }
    }

    private fun started() = states.update { it.copy(starting = false) }

    private fun tell(problem: Problem?) = states.update { it.copy(problem = problem) }

    private fun failed(problem: Problem) = states.update { it.copy(clinics = Content.Failed(problem)) }

    private fun resolve(remedy: Remedy) = remedies.resolve(remedy, states.value.clinics is Content.Failed)

    private fun read() {
        client.tryAgain()
        watching.cancel()
        watching = watch()
    }
}
