package care.kith.holders

import care.kith.core.Inbox
import care.kith.core.InboxSubscription
import care.kith.core.KithClient
import care.kith.core.KithException
import care.kith.core.NoHandle
import care.kith.core.Role
import care.kith.holders.town.Screen
import care.kith.holders.town.becomes
import care.kith.holders.town.inTown
import care.kith.screens.Content
import care.kith.screens.Problem
import care.kith.screens.Remedy
import care.kith.screens.chat.ChatEvent
import care.kith.screens.details.DetailsEvent
import care.kith.screens.inbox.InboxEvent
import care.kith.screens.inbox.InboxState
import care.kith.screens.people.InvitationStage
import care.kith.screens.people.PeopleEvent
import care.kith.screens.people.PeopleState
import care.kith.screens.people.Question
import care.kith.screens.search.SearchEvent
import care.kith.screens.settings.LockAfter
import care.kith.screens.settings.SettingsEvent
import care.kith.screens.settings.SettingsState
import care.kith.strings.Language
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** The one button under what went wrong does what it says. A store that is suspended stands for one that fails. */
internal class RemediesTest {
    @Test
    fun `a yes that failed is said again`() = inTown { town ->
        val marta = town.patient("Marta")
        val ana = town.resident("Ana")
        Screen().use { screen ->
            ana.redeems(marta.invites(Role.FAMILY, "daughter"))
            val people = PeopleHolder(marta.client, marta.circle().id, screen.scope, screen.go)
            val asked = people.state.becomes("her answer") { answered(it) != null }
            val question = Question.Approve(checkNotNull(answered(asked)))
            marta.client.suspend()
            people.onEvent(PeopleEvent.Ask(question))
            people.onEvent(PeopleEvent.Confirm(question))
            val failed = people.state.becomes("a problem") { it.problem == Problem.Unexpected }
            assertTrue(failed.circle is Content.Ready && failed.question == null && !failed.working)
            marta.client.resume()
            marta.client.start()
            people.onEvent(PeopleEvent.Resolve(Remedy.TryAgain))
            assertNull(people.state.value.problem)
            ana.seesInbox("the circle") { it.circles.isNotEmpty() }
        }
    }

    @Test
    fun `a setting that was not kept is kept at the second try`() = inTown { town ->
        val marta = town.patient("Marta")
        Screen().use { screen ->
            val settings = SettingsHolder(marta.client, screen.scope, Language.English, "0.1.0", screen.go)
            settings.state.becomes("settings") { it.settings is Content.Ready }
            marta.client.suspend()
            settings.onEvent(SettingsEvent.LockAfterChosen(LockAfter.FiveMinutes))
            settings.state.becomes("a problem") { it.problem == Problem.Unexpected }
            marta.client.resume()
            settings.onEvent(SettingsEvent.Resolve(Remedy.TryAgain))
            settings.state.becomes("five minutes") { lockAfter(it) == LockAfter.FiveMinutes }
        }
    }

    @Test
    fun `a circle that could not be started leaves the list as it is, and is started once`() = inTown { town ->
        val marta = town.resident("Marta")
        marta.redeems(town.relay.invitePatient())
        Screen().use { screen ->
            val inbox = InboxHolder(marta.client, screen.scope, { "$it's circle" }, screen.go)
            val start = InboxEvent.StartCircle(clinic(inbox.state.becomes("a clinic") { clinic(it) != null })!!)
            marta.client.suspend()
            inbox.onEvent(start)
            val failed = inbox.state.becomes("a problem") { it.problem == Problem.Unexpected }
            assertTrue(failed.clinics is Content.Ready && !failed.starting)
            marta.client.resume()
            inbox.onEvent(InboxEvent.Resolve(Remedy.TryAgain))
            inbox.onEvent(start)
            val way = screen.leads()
            assertEquals(Go.ToChat(marta.circle().id), way)
            // Whoever tries once more, before the list has changed, comes to the same.
            inbox.onEvent(start)
            assertEquals(way, screen.leads())
        }
    }

    @Test
    fun `the name of whoever starts a circle is known as soon as the list is`() = inTown { town ->
        val marta = town.patient("Marta")
        repeat(200) {
            Screen().use { screen ->
                val names = mutableListOf<String>()
                val inbox = InboxHolder(marta.client, screen.scope, { name -> name.also(names::add) }, screen.go)
                val clinic = clinic(inbox.state.becomes("the clinic") { clinic(it) != null })
                inbox.onEvent(InboxEvent.StartCircle(clinic!!))
                screen.leads()
                assertEquals(listOf("Marta"), names)
            }
        }
    }

    @Test
    fun `a screen of what is not there leads back`() = inTown { town ->
        val marta = town.patient("Marta")
        val nowhere = "0".repeat(marta.circle().id.length)
        Screen().use { screen ->
            val chat = ChatHolder(marta.client, nowhere, screen.scope, screen.go)
            chat.state.becomes("not there") { it.timeline == Content.Failed(Problem.NotThere) }
            chat.onEvent(ChatEvent.Resolve(Remedy.GoBack))
            assertEquals(Go.Back, screen.leads())
            val people = PeopleHolder(marta.client, nowhere, screen.scope, screen.go)
            people.state.becomes("not there") { it.circle == Content.Failed(Problem.NotThere) }
            people.onEvent(PeopleEvent.Resolve(Remedy.GoBack))
            assertEquals(Go.Back, screen.leads())
            val details = DetailsHolder(marta.client, -1, screen.scope, screen.go)
            details.state.becomes("not there") { it.details == Content.Failed(Problem.NotThere) }
            details.onEvent(DetailsEvent.Resolve(Remedy.GoBack))
            assertEquals(Go.Back, screen.leads())
        }
    }

    @Test
    fun `settings and a search that could not be read are read again, or left`() = inTown { town ->
        val marta = town.patient("Marta")
        marta.says("There is soup.")
        marta.client.suspend()
        Screen().use { screen ->
            val settings = SettingsHolder(marta.client, screen.scope, Language.English, "0.1.0", screen.go)
            val search = SearchHolder(marta.client, null, screen.scope, screen.go)
            search.onEvent(SearchEvent.QueryChanged("soup"))
            settings.state.becomes("a problem") { it.settings is Content.Failed }
            search.state.becomes("a problem") { it.hits is Content.Failed }
            marta.client.resume()
            settings.onEvent(SettingsEvent.Resolve(Remedy.TryAgain))
            search.onEvent(SearchEvent.Resolve(Remedy.TryAgain))
            settings.state.becomes("settings") { it.settings is Content.Ready }
            search.state.becomes("soup") { (it.hits as? Content.Ready)?.value?.size == 1 }
            settings.onEvent(SettingsEvent.Resolve(Remedy.GoBack))
            assertEquals(Go.Back, screen.leads())
            search.onEvent(SearchEvent.Resolve(Remedy.GoBack))
            assertEquals(Go.Back, screen.leads())
        }
    }

    @Test
    fun `a search whose watch has ended looks again`() = inTown { town ->
        val marta = town.patient("Marta")
        Screen().use { screen ->
            val search = SearchHolder(OnceBroken(marta.client), null, screen.scope, screen.go)
            search.state.becomes("a problem") { it.hits is Content.Failed }
            town.losesNetwork()
            search.onEvent(SearchEvent.Resolve(Remedy.TryAgain))
            search.state.becomes("no network") { it.connection.offline && it.hits == null }
        }
    }

    /** Someone's client, whose list cannot be watched at the first try. */
    private class OnceBroken(private val client: KithClient) : KithClient(NoHandle) {
        private var isBroken = true

        override fun watchInbox(): InboxSubscription = if (isBroken) Broken else client.watchInbox()

        override fun tryAgain() {
            isBroken = false
            client.tryAgain()
        }

        private object Broken : InboxSubscription(NoHandle) {
            override suspend fun next(): Inbox? = throw KithException.Retry("store.files")
        }
    }

    private fun answered(state: PeopleState) =
        (state.circle as? Content.Ready)?.value?.invitations?.find { it.stage is InvitationStage.Answered }

    private fun lockAfter(state: SettingsState) = (state.settings as? Content.Ready)?.value?.lockAfter

    private fun clinic(state: InboxState): String? =
        (state.clinics as? Content.Ready)
            ?.value
            ?.singleOrNull()
            ?.clinic
            ?.id
}
