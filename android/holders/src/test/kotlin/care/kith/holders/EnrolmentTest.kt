package care.kith.holders

import care.kith.core.Role
import care.kith.holders.town.Relay
import care.kith.holders.town.Screen
import care.kith.holders.town.becomes
import care.kith.holders.town.inTown
import care.kith.screens.Content
import care.kith.screens.Problem
import care.kith.screens.chat.Standing
import care.kith.screens.consent.ConsentEvent
import care.kith.screens.consent.ConsentPhase
import care.kith.screens.consent.Invitation
import care.kith.screens.inbox.InboxEvent
import care.kith.screens.inbox.InboxState
import care.kith.screens.people.InvitationStage
import care.kith.screens.people.PeopleEvent
import care.kith.screens.people.PeopleState
import care.kith.screens.people.Question
import care.kith.screens.welcome.Camera
import care.kith.screens.welcome.WelcomeEvent
import care.kith.screens.welcome.WelcomeStep
import care.kith.strings.Language
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import care.kith.screens.Role as ScreenRole

/** From a link to a circle of one's own, and to another's. */
internal class EnrolmentTest {
    @Test
    fun `a patient comes in by the clinic's link and starts her circle`() = inTown { town ->
        val marta = town.resident("Marta")
        Screen().use { screen ->
            val welcome = WelcomeHolder(marta.client, screen.scope, Language.English, { Camera.None }, screen.go)
            welcome.onEvent(WelcomeEvent.EnterLink)
            welcome.onEvent(WelcomeEvent.LinkChanged("a shopping list"))
            welcome.onEvent(WelcomeEvent.LinkDone)
            val wrong = welcome.state.becomes("a problem") { (it.step as? WelcomeStep.Link)?.problem != null }
            assertEquals(Problem.NotALink, (wrong.step as WelcomeStep.Link).problem)

            welcome.onEvent(WelcomeEvent.LinkChanged(" ${town.relay.invitePatient()}\n"))
            welcome.onEvent(WelcomeEvent.LinkDone)
            val way = screen.leads() as Go.ToConsent

            val consent = ConsentHolder.open(marta.client, way.link, screen.scope, screen.go)
            assertTrue(consent.state.value.invitation is Invitation.FromClinic)
            consent.onEvent(ConsentEvent.Agree)
            consent.state.becomes("a name is needed") { it.problem == Problem.NameUnfit }
            consent.onEvent(ConsentEvent.NameChanged("Marta"))
            consent.onEvent(ConsentEvent.Agree)
            assertEquals(Go.ToInbox, screen.leads())

            val inbox = InboxHolder(marta.client, screen.scope, { "$it's circle" }, screen.go)
            val start = inbox.state.becomes("the clinic") { clinics(it).isNotEmpty() }
            val clinic = clinics(start).single()
            assertTrue(clinic.mayStart)
            assertEquals("Riverside Clinic", clinic.clinic.name)
            inbox.onEvent(InboxEvent.StartCircle(clinic.clinic.id))
            assertTrue(screen.leads() is Go.ToChat)
            val started = inbox.state.becomes("the circle") { clinics(it).single().circles.isNotEmpty() }
            assertEquals(
                "Marta's circle",
                clinics(started)
                    .single()
                    .circles
                    .single()
                    .title,
            )
        }
    }

    @Test
    fun `a daughter consents, waits, and is let in by her mother`() = inTown { town ->
        val marta = town.patient("Marta")
        val ana = town.resident("Ana")
        Screen().use { screen ->
            val link = marta.invites(Role.FAMILY, "daughter")
            val consent = ConsentHolder.open(ana.client, link, screen.scope, screen.go)
            val said = consent.state.value.invitation as Invitation.FromPatient
            assertEquals(ScreenRole.Family to "daughter", said.role to said.relationship)
            consent.onEvent(ConsentEvent.NameChanged("Ana"))
            consent.onEvent(ConsentEvent.Agree)
            consent.state.becomes("waiting") { it.phase == ConsentPhase.WaitingForPatient }
            val inbox = InboxHolder(ana.client, screen.scope, { it }, screen.go)
            inbox.state.becomes("a circle that waits") { standing(it) == Standing.WaitingForPatient }

            val people = PeopleHolder(marta.client, marta.circle().id, screen.scope, screen.go)
            val asked = people.state.becomes("her answer") { answered(it) != null }
            val question = Question.Approve(checkNotNull(answered(asked)))
            people.onEvent(PeopleEvent.Ask(question))
            assertEquals(question, people.state.becomes("the question") { it.question != null }.question)
            people.onEvent(PeopleEvent.Confirm(question))
            inbox.state.becomes("a circle that she is in") { standing(it) == Standing.Member }
            people.state.becomes("both of them") { members(it) == listOf("Ana", "Marta") && it.question == null }
        }
    }

    @Test
    fun `a used invitation is told from a good one, and without a network nothing is lost`() = inTown { town ->
        val link = town.relay.invitePatient()
        town.resident("Marta").redeems(link)
        val paul = town.resident("Paul")
        Screen().use { screen ->
            val consent = ConsentHolder.open(paul.client, link, screen.scope, screen.go)
            consent.onEvent(ConsentEvent.NameChanged("Paul"))
            consent.onEvent(ConsentEvent.Agree)
            consent.state.becomes("used") { it.problem == Problem.LinkUsed }

            val other = town.relay.invitePatient()
            town.relay.stop()
            val again = ConsentHolder.open(paul.client, other, screen.scope, screen.go)
            again.onEvent(ConsentEvent.NameChanged("Paul"))
            again.onEvent(ConsentEvent.Agree)
            again.state.becomes("no network") { it.problem == Problem.NoConnection }
            town.relay.serve()
            again.onEvent(ConsentEvent.Resolve(Problem.NoConnection.remedy))
            assertEquals(Go.ToInbox, screen.leads())
        }
    }

    @Test
    fun `of two clinics it is said which one cannot be reached`() = inTown { town ->
        Relay(town.home.resolve("another")).use { other ->
            val marta = town.resident("Marta")
            marta.redeems(town.relay.invitePatient())
            val first = marta.client
                .inbox()
                .clinics
                .single()
                .account
                .toString()
            marta.redeems(other.invitePatient())
            Screen().use { screen ->
                val inbox = InboxHolder(marta.client, screen.scope, { it }, screen.go)
                inbox.state.becomes("two clinics") { clinics(it).size == 2 }
                other.stop()
                marta.client.tryAgain()
                val cut = inbox.state.becomes("one cannot be reached") { it.connection.offline }
                assertTrue(cut.connection.partly, "there is a network")
                assertEquals(listOf(false, true), clinics(cut).sortedBy { it.clinic.id != first }.map { it.unreached })
                town.relay.stop()
                marta.client.tryAgain()
                val none = inbox.state.becomes("no network") { it.connection.offline && !it.connection.partly }
                assertTrue(clinics(none).none { it.unreached }, "it is said once")
            }
        }
    }

    private fun clinics(state: InboxState) = (state.clinics as? Content.Ready)?.value.orEmpty()

    private fun standing(state: InboxState): Standing? =
        clinics(state).flatMap { it.circles }.singleOrNull()?.standing

    private fun answered(state: PeopleState) =
        (state.circle as? Content.Ready)?.value?.invitations?.find { it.stage is InvitationStage.Answered }

    private fun members(state: PeopleState): List<String> =
        (state.circle as? Content.Ready)
            ?.value
            ?.members
            .orEmpty()
            .map { it.person.name }
            .sorted()
}
