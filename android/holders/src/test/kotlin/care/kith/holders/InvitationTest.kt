package care.kith.holders

import care.kith.core.NewInvitation
import care.kith.core.Role
import care.kith.core.WallClock
import care.kith.holders.town.Resident
import care.kith.holders.town.Screen
import care.kith.holders.town.becomes
import care.kith.holders.town.inTown
import care.kith.screens.Content
import care.kith.screens.Problem
import care.kith.screens.chat.Standing
import care.kith.screens.consent.ConsentEvent
import care.kith.screens.inbox.CircleItem
import care.kith.screens.inbox.InboxEvent
import care.kith.screens.inbox.InboxState
import care.kith.screens.invite.InviteState
import care.kith.screens.people.GivenInvitation
import care.kith.screens.people.InvitationStage
import care.kith.screens.people.Likeness
import care.kith.screens.people.PeopleEvent
import care.kith.screens.people.PeopleState
import care.kith.screens.people.Question
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import kotlin.time.Duration.Companion.days

/** What becomes of an invitation that does not lead in at once. */
internal class InvitationTest {
    @Test
    fun `who is turned down is told so, and lets go of it`() = inTown { town ->
        val marta = town.patient("Marta")
        val ana = town.resident("Ana")
        Screen().use { screen ->
            ana.redeems(marta.invites(Role.FAMILY, "daughter"))
            val inbox = InboxHolder(ana.client, screen.scope, { it }, screen.go)
            inbox.state.becomes("a circle that waits") { circle(it)?.standing == Standing.WaitingForPatient }
            val people = PeopleHolder(marta.client, marta.circle().id, screen.scope, screen.go)
            val asked = people.state.becomes("her answer") { answered(it).size == 1 }
            people.onEvent(PeopleEvent.Confirm(Question.Decline(answered(asked).single())))
            people.state.becomes("nobody who waits") { invitations(it).isEmpty() && !it.working }
            val told = inbox.state.becomes("turned down") { circle(it)?.standing == Standing.Declined }
            inbox.onEvent(InboxEvent.Forget(checkNotNull(circle(told)?.invitation)))
            inbox.state.becomes("nothing of it") { circle(it) == null }
        }
    }

    @Test
    fun `whoever looks like someone is marked, also beside others who wait, and a new phone takes its place`() =
        inTown { town ->
            val marta = town.patient("Marta")
            Screen().use { screen ->
                val people = PeopleHolder(marta.client, marta.circle().id, screen.scope, screen.go)
                val ana = town.resident("Ana")
                ana.redeems(marta.invites(Role.FAMILY, "daughter"))
                // The first letter is Cyrillic.
                town.resident("a stranger").redeems(marta.invites(Role.FAMILY, "neighbour"), "\u0410na")
                val both = people.state.becomes("two who wait") { answered(it).size == 2 }
                assertEquals(List(2) { Likeness.Waiting }, answered(both).map(::likeness))
                people.onEvent(PeopleEvent.Confirm(Question.Approve(named(both, "Ana"))))
                val inside = people.state.becomes("Ana") { "Ana" in members(it) && answered(it).size == 1 }
                assertEquals(listOf(Likeness.Inside), answered(inside).map(::likeness))
                ana.seesInbox("the circle") { it.circles.isNotEmpty() }

                town.resident("a new phone").redeems(marta.invites(Role.FAMILY, "daughter"), "Ana")
                val again = people.state.becomes("her new phone") { answered(it).size == 2 }
                val new = named(again, "Ana")
                val like = checkNotNull((new.stage as InvitationStage.Answered).like)
                assertEquals(Likeness.PerhapsTheSame, like.likeness)
                people.onEvent(PeopleEvent.Confirm(Question.Renew(new, like)))
                people.state.becomes("one Ana") { members(it) == listOf("Ana", "Marta") && answered(it).size == 1 }
                val old = InboxHolder(ana.client, screen.scope, { it }, screen.go)
                old.state.becomes("that the old phone is out") { circle(it)?.standing == Standing.Removed }
            }
        }

    @Test
    fun `a link that the clinic's computer does not take, or that is too old, is made anew`() = inTown { town ->
        val marta = town.patient("Marta")
        marta.syncs()
        marta.isOff(0)
        Screen().use { screen ->
            val circle = marta.circle().id
            val people = PeopleHolder(marta.client, circle, screen.scope, screen.go)
            marta.client.invite(circle, NewInvitation(Role.FAMILY, "", TOO_LONG.days.inWholeMilliseconds.toULong()))
            people.state.becomes("not known to anybody yet") { stages(it) == listOf(InvitationStage.Unsent) }
            marta.client.start()
            people.state.becomes("not taken") { stages(it) == listOf(InvitationStage.Refused) }
            val refused = invitations(people.state.value).single().id
            val invite = InviteHolder(marta.client, circle, screen.scope, screen.go, refused)
            invite.state.becomes("a new link") { it is InviteState.Made }
            people.state.becomes("a link that is good") { stages(it) == listOf(InvitationStage.Open) }
        }
        marta.isOff(LATER)
        Screen().use { screen ->
            val people = PeopleHolder(marta.client, marta.circle().id, screen.scope, screen.go)
            people.state.becomes("too old") { stages(it) == listOf(InvitationStage.Expired) }
        }
    }

    @Test
    fun `one's own link, and one to where one is already, say so`() = inTown { town ->
        val marta = town.patient("Marta")
        val ana = town.resident("Ana")
        ana.redeems(marta.invites(Role.FAMILY, "daughter"))
        marta.approves()
        ana.seesInbox("the circle") { it.circles.isNotEmpty() }
        val link = marta.invites(Role.FAMILY, "son")
        Screen().use { screen ->
            for ((who, problem) in listOf(marta to Problem.LinkOwn, ana to Problem.AlreadyIn)) {
                val consent = ConsentHolder.open(who.client, link, screen.scope, screen.go)
                // At this clinic they have a name.
                assertEquals(who.name, consent.state.value.name)
                consent.onEvent(ConsentEvent.Agree)
                consent.state.becomes("$problem") { it.problem == problem }
            }
        }
    }

    @Test
    fun `whom the clinic has revoked is told so, in the circle and where they wait`() = inTown { town ->
        val marta = town.patient("Marta")
        val ana = town.resident("Ana")
        val paul = town.resident("Paul")
        ana.redeems(marta.invites(Role.FAMILY, "daughter"))
        marta.approves()
        ana.seesInbox("the circle") { it.circles.isNotEmpty() }
        paul.redeems(marta.invites(Role.FAMILY, "son"))
        Screen().use { screen ->
            for (who in listOf(ana, paul)) {
                val inbox = InboxHolder(who.client, screen.scope, { it }, screen.go)
                inbox.state.becomes("a circle") { circle(it) != null }
                val me = who.client
                    .inbox()
                    .clinics
                    .single()
                    .me
                // Who is served goes on until their session ends.
                town.relay.stop()
                town.relay.revoke(me)
                town.relay.serve()
                who.client.tryAgain()
                inbox.state.becomes("revoked") { circle(it)?.standing == Standing.Revoked }
            }
        }
    }

    /** Closed, and opened with a clock that is off by so many days; it talks to nobody yet. */
    private suspend fun Resident.isOff(days: Long) {
        closes()
        opensAt(
            object : WallClock {
                override fun nowMs(): ULong = (System.currentTimeMillis() + days.days.inWholeMilliseconds).toULong()
            },
        )
    }

    private fun circle(state: InboxState): CircleItem? =
        (state.clinics as? Content.Ready)?.value?.flatMap { it.circles }?.singleOrNull()

    private fun invitations(state: PeopleState): List<GivenInvitation> =
        (state.circle as? Content.Ready)?.value?.invitations.orEmpty()

    private fun stages(state: PeopleState) = invitations(state).map { it.stage }

    private fun answered(state: PeopleState) = invitations(state).filter { it.stage is InvitationStage.Answered }

    private fun likeness(given: GivenInvitation) = (given.stage as InvitationStage.Answered).like?.likeness

    private fun named(state: PeopleState, name: String) =
        answered(state).single { (it.stage as InvitationStage.Answered).name == name }

    private fun members(state: PeopleState): List<String> {
        val members = (state.circle as? Content.Ready)?.value?.members.orEmpty()
        return members.map { it.person.name }.sorted()
    }

    private companion object {
        /** No link is good for so long. */
        const val TOO_LONG = 800L

        /** By then each is too old. */
        const val LATER = 30L
    }
}
