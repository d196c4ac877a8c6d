package care.kith.desktop

import care.kith.core.CircleId
import care.kith.core.ConversationId
import care.kith.core.KithClient
import care.kith.core.KithException
import care.kith.holders.ChatHolder
import care.kith.holders.Go
import care.kith.holders.problem
import care.kith.screens.Audience
import care.kith.screens.Content
import care.kith.screens.Problem
import care.kith.screens.Role
import care.kith.screens.chat.ChatEvent
import care.kith.screens.chat.ChatState
import care.kith.screens.chat.Standing
import care.kith.screens.consent.ConsentEvent
import care.kith.screens.consent.ConsentPhase
import care.kith.screens.design.role
import care.kith.screens.design.sentence
import care.kith.screens.inbox.InboxEvent
import care.kith.screens.invite.InviteEvent
import care.kith.screens.invite.InviteState
import care.kith.screens.people.Alone
import care.kith.screens.people.CirclePeople
import care.kith.screens.people.GivenInvitation
import care.kith.screens.people.InvitationStage
import care.kith.screens.people.PeopleEvent
import care.kith.screens.people.Question
import care.kith.screens.search.SearchEvent
import care.kith.strings.Strings
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.combine
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.withTimeout
import java.nio.file.Path
import kotlin.time.Duration.Companion.seconds

/** How long a screen may take to show what was done. */
private val PATIENCE = 30.seconds

/**
 * Does what a scene says, as a person would: on the screens, by their events. What it answers is what the
 * screens show.
 *
 * @param name what the person is called.
 * @param titles what the person's own circle will be called.
 * @param draw writes what is on the screen to a picture.
 */
internal class Player(
    private val client: KithClient,
    private val desk: Desk,
    private val name: String,
    private val titles: (String) -> Unit,
    private val draw: (Path) -> Unit,
) {
    private val strings get() = desk.language.value.strings

    /** Does one thing. */
    suspend fun does(word: String, rest: String): List<String> = try {
        when (word) {
            "enrol", "join" -> agrees(rest)
            "circle" -> starts(rest)
            "invite" -> invites(rest.substringBefore(' '), rest.substringAfter(' ', ""))
            "invitations" -> people().invitations.map { strings.line(it) }
            "approve" -> decides(rest, Question::Approve)
            "decline" -> decides(rest, Question::Decline)
            "remove" -> removes(rest)
            "people" -> people().members.map { "${it.person.name} · ${strings.role(it.person)}" }
            "write" -> writes(rest, Audience.Circle)
            "care" -> writes(rest, Audience.Care)
            "read" -> reads()
            "alone" -> alone(rest)
            "later" -> afterthoughts().later(rest)
            "waits" -> afterthoughts().looks(rest)
            "send-now" -> afterthoughts().sendsNow(rest)
            "undo" -> writes(rest, Audience.Circle).let { afterthoughts().undoes(rest) }
            "pass-on" -> passesOn(rest, told = false)
            "pass-on-told" -> passesOn(rest, told = true)
            in Said.WORDS -> Said(client, circle(), chat(), ::refuse).does(word, rest)
            "search" -> finds(rest)
            "offline" -> network(false)
            "online" -> network(true)
            "sync" -> exchanges()
            "picture" -> listOf<String>().also { draw(Path.of(rest)) }
            else -> throw Sorry("not known: $word")
        }
    } catch (error: KithException) {
        throw Sorry(strings.sentence(problem(error)), error)
    } catch (late: TimeoutCancellationException) {
        throw Sorry("the screen does not show that “$word” was done", late)
    }

    private suspend fun agrees(link: String): List<String> {
        val consent = opened<View.Consent>(Go.ToConsent(link)).holder
        consent.onEvent(ConsentEvent.NameChanged(name))
        consent.onEvent(ConsentEvent.Agree)
        val ended = combine(desk.view, consent.state) { view, state -> (view as? View.Consent)?.let { state } }
            .seen { it == null || it.phase == ConsentPhase.WaitingForPatient || it.problem != null }
        ended?.problem?.let(::refuse)
        return listOf("It is on its way.")
    }

    private suspend fun starts(title: String): List<String> {
        titles(title)
        val clinics = desk.inbox.state.seen { state -> ready(state.clinics)?.any { it.mayStart } == true }
        val clinic = checkNotNull(ready(clinics.clinics)).first { it.mayStart }.clinic
        desk.inbox.onEvent(InboxEvent.StartCircle(clinic.id))
        desk.view.seen { it is View.Chat }
        return listOf("The circle is there.")
    }

    private suspend fun invites(role: String, relationship: String): List<String> {
        val invite = opened<View.Invite>(Go.ToInvite(circle())).holder
        val wanted = Role.entries.find { it.name.equals(role, ignoreCase = true) } ?: throw Sorry("no such role: $role")
        invite.onEvent(InviteEvent.RoleChosen(wanted))
        invite.onEvent(InviteEvent.RelationshipChanged(relationship))
        invite.onEvent(InviteEvent.Make)
        val made = invite.state.seen { it is InviteState.Made || (it as InviteState.Choosing).problem != null }
        (made as? InviteState.Choosing)?.problem?.let(::refuse)
        return listOf((made as InviteState.Made).link)
    }

    private suspend fun people(): CirclePeople {
        val people = opened<View.People>(Go.ToPeople(circle())).holder
        return checkNotNull(ready(people.state.seen { ready(it.circle) != null }.circle))
    }

    private suspend fun decides(whom: String, question: (GivenInvitation) -> Question): List<String> {
        val answered = people().invitations.find { (it.stage as? InvitationStage.Answered)?.name == whom }
        return carriesOut(question(answered ?: throw Sorry("$whom has not answered")))
    }

    private suspend fun removes(whom: String): List<String> {
        val member = people().members.find { it.person.name == whom } ?: throw Sorry("$whom is not in the circle")
        return carriesOut(Question.Remove(member.person))
    }

    private suspend fun carriesOut(question: Question): List<String> {
        val people = (desk.view.value as View.People).holder
        people.onEvent(PeopleEvent.Ask(question))
        people.onEvent(PeopleEvent.Confirm(question))
        people.state
            .seen { !it.working && it.question == null }
            .problem
            ?.let(::refuse)
        return listOf("Done.")
    }

    private suspend fun writes(body: String, audience: Audience) = writes(chat(), body, audience)

    private suspend fun writes(chat: ChatHolder, body: String, audience: Audience): List<String> {
        val state = chat.state.seen {
            !canWrite(it) ||
                (it.timeline is Content.Ready && it.composer.readers.isNotEmpty())
        }
        if (!canWrite(state)) throw Sorry(strings.chatRemovedTitle)
        chat.onEvent(ChatEvent.AudienceChosen(audience))
        chat.onEvent(ChatEvent.DraftChanged(body))
        chat.onEvent(ChatEvent.Send())
        val said = chat.state.seen { now ->
            now.problem != null || (now.composer.draft.isEmpty() && lines(now).any { body in it })
        }
        said.problem?.let(::refuse)
        return listOf("Kept on this device, and on its way.")
    }

    /** To one person of the circle, or to its patient. */
    private suspend fun alone(rest: String): List<String> {
        val (name, body) = quoted(rest)
        val talk = talks().find { it.title == name }?.conversation
        val chat = if (talk == null) begins(name) else opened<View.Chat>(Go.ToChat(talk)).holder
        val answer = writes(chat, body, Audience.Pair)
        opened<View.Chat>(Go.ToChat(circle()))
        return answer
    }

    /** As the patient does, on the page of the people. */
    private suspend fun begins(name: String): ChatHolder {
        val member = people().members.find { it.person.name == name } ?: throw Sorry("$name is not in the circle")
        if (member.alone != Alone()) {
            throw Sorry(if (member.alone == null) strings.problemNotAllowed else strings.peopleNotAlone(name))
        }
        (desk.view.value as View.People).holder.onEvent(PeopleEvent.TalkAlone(member.person.id))
        return (desk.view.seen { it is View.Chat } as View.Chat).holder
    }

    private suspend fun talks() = client.inbox().circles.filter { it.with != null }

    private suspend fun reads(): List<String> {
        val circle = circle()
        val read = reads(circle, chat()).toMutableList()
        val talks = talks()
        for (talk in talks) {
            read += "-- ${talk.title}"
            read += reads(talk.conversation, opened<View.Chat>(Go.ToChat(talk.conversation)).holder)
        }
        if (talks.isNotEmpty()) opened<View.Chat>(Go.ToChat(circle))
        return read
    }

    private suspend fun reads(conversation: ConversationId, chat: ChatHolder): List<String> {
        // What the store says now: the screen comes to the same.
        val newest = client
            .watchChat(conversation)
            .use { it.next() }
            ?.rows
            ?.lastOrNull()
            ?.id
        chat.onEvent(ChatEvent.JumpToNewest)
        val state = chat.state.seen { now ->
            ready(now.timeline)?.let { newest == null || it.rows.lastOrNull()?.id == newest } == true
        }
        ready(state.timeline)?.rows?.lastOrNull()?.let { chat.onEvent(ChatEvent.Seen(it.id)) }
        return lines(state)
    }

    private suspend fun finds(words: String): List<String> {
        val search = opened<View.Search>(Go.ToSearch(circle())).holder
        search.onEvent(SearchEvent.QueryChanged(words))
        val hits = search.state.seen { it.query == words && it.hits?.let(::ready) != null }.hits
        return hits?.let(::ready).orEmpty().map { "${it.sender.name}: ${it.body}" }
    }

    private suspend fun afterthoughts() = Afterthoughts(chat(), ::refuse)

    private suspend fun passesOn(words: String, told: Boolean): List<String> {
        val circle = circle()
        val forward = opened<View.Forward>(Go.ToForward(client.rowOf(words))).holder
        val said = passesOn(forward, circle, told, ::refuse)
        opened<View.Chat>(Go.ToChat(circle))
        return said
    }

    private suspend fun network(there: Boolean): List<String> {
        client.network(there)
        return listOf(if (there) "There is a network." else "There is no network.")
    }

    private suspend fun exchanges(): List<String> {
        val waiting = client.sync().use { it.outcome() }.waiting
        return listOf(if (waiting == 0uL) "Everything has been exchanged." else "$waiting still wait here.")
    }

    private suspend fun chat() =
        ((desk.view.value as? View.Chat) ?: opened<View.Chat>(Go.ToChat(circle()))).holder

    private suspend fun circle(): CircleId =
        client
            .inbox()
            .circles
            .firstOrNull()
            ?.id ?: throw Sorry("there is no circle yet")

    private suspend inline fun <reified V : View> opened(way: Go): V {
        val before = desk.view.value
        desk.go(way)
        return desk.view.seen { it is V && it !== before } as V
    }

    private fun refuse(problem: Problem): Nothing = throw Sorry(strings.sentence(problem))
}

private fun canWrite(state: ChatState) = state.standing == Standing.Member || state.standing == Standing.Rejoining

private fun Strings.line(invitation: GivenInvitation): String {
    val role = role(invitation.role, invitation.relationship)
    return when (val stage = invitation.stage) {
        is InvitationStage.Open,
        is InvitationStage.Unsent,
        is InvitationStage.Expired,
        is InvitationStage.Refused,
        is InvitationStage.Spoiled,
        -> role

        is InvitationStage.Answered -> "${stage.name} · $role"

        is InvitationStage.Approved -> "${stage.name} · $role"
    }
}

/** What is ready to be shown. */
internal fun <T> ready(content: Content<T>): T? = (content as? Content.Ready)?.value

internal suspend fun <T> Flow<T>.seen(wanted: (T) -> Boolean): T = withTimeout(PATIENCE) { first(wanted) }
