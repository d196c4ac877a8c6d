package care.kith.holders

import care.kith.core.Chat
import care.kith.core.CircleId
import care.kith.core.Deed
import care.kith.core.InvitationRow
import care.kith.core.InvitationState
import care.kith.core.KithClient
import care.kith.core.PersonId
import care.kith.core.PersonRow
import care.kith.core.Resemblance
import care.kith.screens.Connection
import care.kith.screens.Content
import care.kith.screens.Doubt
import care.kith.screens.Problem
import care.kith.screens.Remedy
import care.kith.screens.people.Alone
import care.kith.screens.people.CirclePeople
import care.kith.screens.people.ClinicsWord
import care.kith.screens.people.GivenInvitation
import care.kith.screens.people.InvitationStage
import care.kith.screens.people.Known
import care.kith.screens.people.Like
import care.kith.screens.people.Likeness
import care.kith.screens.people.Member
import care.kith.screens.people.PeopleEvent
import care.kith.screens.people.PeopleState
import care.kith.screens.people.Question
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.getAndUpdate
import kotlinx.coroutines.flow.update
import care.kith.core.ClinicsWord as CoreWord
import care.kith.core.WhyNot as CoreWhyNot

/**
 * The people of a circle, and who was invited.
 */
public class PeopleHolder(
    private val client: KithClient,
    private val circle: CircleId,
    private val scope: CoroutineScope,
    private val go: (Go) -> Unit,
) {
    private val states = MutableStateFlow(PeopleState("", Connection(), Content.Loading))
    private val remedies = Remedies(go, ::tell, ::read)
    private var watching: Job = watch()

    /** What the screen shows. */
    public val state: StateFlow<PeopleState> = states.asStateFlow()

    /** What the person did. */
    public fun onEvent(event: PeopleEvent) {
        when (event) {
            is PeopleEvent.Back -> go(Go.Back)
            is PeopleEvent.Invite -> go(Go.ToInvite(circle))
            is PeopleEvent.Reissue -> go(Go.ToReissue(circle, event.invitationId))
            is PeopleEvent.Compare -> go(Go.ToNumber(circle, event.personId, event.name, event.opposite))
            is PeopleEvent.TalkAlone -> talkAlone(event.personId)
            is PeopleEvent.Ask -> states.update { it.copy(question = event.question) }
            is PeopleEvent.Confirm -> carryOut(event.question)
            is PeopleEvent.Cancel -> states.update { it.copy(question = null) }
            is PeopleEvent.Call -> go(Go.Call(event.number))
            is PeopleEvent.Resolve -> resolve(event.remedy)
        }
    }

    private fun watch(): Job = scope.asking(::failed) {
        pulled({ client.watchChat(circle) }) { it.next() }.collect(::show)
    }

    private suspend fun show(chat: Chat) {
        val given = if (chat.circle.mine) client.invitations(circle).mapNotNull(::given) else emptyList()
        val members = chat.people.map { member(it, chat.circle.mine) }
        val undecided = client.may(circle, Deed.Decide)?.let(::whyNot)
        states.update {
            it.copy(
                title = chat.circle.title,
                connection = connection(chat.clinic, chat.circle.asOf),
                circle = Content.Ready(CirclePeople(undecided, members, given, chat.circle.mine)),
                telephone = chat.clinic.telephone,
            )
        }
    }

    private suspend fun member(row: PersonRow, mine: Boolean) = Member(
        person(row),
        row.since.toLong(),
        row.reads.map(::audience),
        row.vouched,
        Known(row.checked?.toLong(), row.doubt?.let(::doubt)),
        removable = client.may(circle, Deed.Remove(row.person)) == null,
        alone = if (mine) alone(client.may(circle, Deed.TalkAlone(row.person))) else null,
    )

    /** Nothing is said of oneself, nor where nothing at all can be done. */
    private fun alone(not: CoreWhyNot?): Alone? = when (not) {
        null, CoreWhyNot.NOT_IN_ROOM -> Alone(not?.let(::whyNot))
        else -> null
    }

    private fun talkAlone(person: PersonId) {
        scope.asking(remedies.telling { talkAlone(person) }) { go(Go.ToChat(client.talkAlone(circle, person))) }
    }

    private fun given(row: InvitationRow): GivenInvitation? {
        val waits = row.waitsForClinic?.toLong()
        val expires = row.expires.toLong()
        val stage = when (row.state) {
            InvitationState.OPEN -> open(row)
            InvitationState.CONSENTED -> answered(row, waits)
            InvitationState.APPROVED -> approved(row, waits) ?: return null
            InvitationState.REFUSED -> InvitationStage.Refused
            InvitationState.SPOILED -> InvitationStage.Spoiled
            InvitationState.DECLINED, InvitationState.REPLACED -> return null
        }
        return GivenInvitation(row.id, role(row.role), row.relationship, expires, stage)
    }

    private fun answered(row: InvitationRow, waits: Long?) = InvitationStage.Answered(
        row.name.orEmpty(),
        word(row.word),
        like(row),
        row.person.orEmpty(),
        Known(row.checked?.toLong(), doubt(row)),
        waits,
    )

    private fun doubt(row: InvitationRow): Doubt? = when {
        row.different -> Doubt.Different
        row.otherKey -> Doubt.OtherKey
        else -> null
    }

    private fun word(word: CoreWord): ClinicsWord = when (word) {
        CoreWord.VOUCHES -> ClinicsWord.Vouches
        CoreWord.NOTHING -> ClinicsWord.Nothing
        CoreWord.OTHER_ROLE -> ClinicsWord.OtherRole
        CoreWord.NAMELESS -> ClinicsWord.Nameless
        CoreWord.REVOKED -> ClinicsWord.Revoked
    }

    private fun approved(row: InvitationRow, waits: Long?): InvitationStage? =
        if (row.waiting) InvitationStage.Approved(row.name.orEmpty(), waits) else null

    private fun like(row: InvitationRow): Like? = row.resembles?.let { Like(it.person, it.name, likeness(it.at)) }

    private fun likeness(at: Resemblance): Likeness = when (at) {
        Resemblance.ON_THE_WAY -> Likeness.Waiting
        Resemblance.INSIDE -> Likeness.Inside
        Resemblance.PERHAPS_THE_SAME -> Likeness.PerhapsTheSame
    }

    private fun open(row: InvitationRow): InvitationStage = when {
        row.expired -> InvitationStage.Expired
        row.waiting -> InvitationStage.Unsent
        else -> InvitationStage.Open
    }

    private fun carryOut(question: Question) {
        val before = states.getAndUpdate {
            if (it.working) it else it.copy(question = question, working = true, problem = null)
        }
        if (before.working) return
        scope.asking(remedies.telling(::answered) { carryOut(question) }) {
            when (question) {
                is Question.Approve -> client.approve(question.invitation.id)
                is Question.Renew -> client.approveInPlaceOf(question.invitation.id, question.old.id)
                is Question.Decline -> client.decline(question.invitation.id)
                is Question.TakeBack -> client.decline(question.invitation.id)
                is Question.Remove -> client.remove(circle, question.person.id)
                is Question.GoOnWithout -> client.goOnWithout(circle, question.person.id)
                is Question.StartAnew -> client.startAnew(circle)
            }
            answered()
        }
    }

    private fun answered() = states.update { it.copy(question = null, working = false) }

    private fun tell(problem: Problem?) = states.update { it.copy(problem = problem) }

    private fun failed(problem: Problem) = states.update { it.copy(circle = Content.Failed(problem)) }

    private fun resolve(remedy: Remedy) = remedies.resolve(remedy, states.value.circle is Content.Failed)

    private fun read() {
        client.tryAgain()
        watching.cancel()
        watching = watch()
    }
}
