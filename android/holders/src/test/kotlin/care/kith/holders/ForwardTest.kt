package care.kith.holders

import care.kith.core.Role
import care.kith.holders.town.Resident
import care.kith.holders.town.Screen
import care.kith.holders.town.Town
import care.kith.holders.town.becomes
import care.kith.holders.town.inTown
import care.kith.screens.Audience
import care.kith.screens.Content
import care.kith.screens.Problem
import care.kith.screens.forward.ForwardEvent
import care.kith.screens.forward.ForwardState
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Test
import care.kith.core.Audience as CoreAudience

/** Passing on: nobody reads it of whom the person was not told. */
internal class ForwardTest {
    @Test
    fun `who would read it too is named first, and it is sent only then`() = inTown { town ->
        val (marta, nadia) = town.pair()
        val lina = town.lina(marta.invites(Role.FAMILY, "daughter"))
        marta.approves()
        lina.seesInbox("the circle") { it.circles.isNotEmpty() }
        nadia.says("You may get up.", CoreAudience.CARE)
        val row = row(marta, "You may get up.")
        val circle = marta.circle().id
        Screen().use { screen ->
            val forward = ForwardHolder(marta.client, row, screen.scope, screen.go)
            val open = forward.state.becomes("where to") { places(it) != null }
            assertEquals("You may get up.", open.words)
            assertEquals(listOf(circle to Audience.Circle), places(open)?.map { it.circleId to it.audience })

            forward.onEvent(ForwardEvent.Choose(circle, Audience.Circle))
            val asks = forward.state.becomes("who reads it") { it.asks != null }
            assertEquals(listOf("Lina"), asks.asks?.readers?.map { it.name })
            forward.onEvent(ForwardEvent.Cancel)
            assertNull(forward.state.value.asks)

            forward.onEvent(ForwardEvent.Choose(circle, Audience.Circle))
            forward.state.becomes("who reads it, again") { it.asks != null }
            forward.onEvent(ForwardEvent.Send)
            forward.state.becomes("that it was sent") { it.sent?.audience == Audience.Circle && it.asks == null }
            lina.reads("You may get up.")
            forward.onEvent(ForwardEvent.Show)
            assertEquals(Go.ToChat(circle), screen.leads())
        }
    }

    @Test
    fun `what was taken back meanwhile is not passed on`() = inTown { town ->
        val (marta, nadia) = town.pair()
        nadia.says("You may get up.", CoreAudience.CARE)
        val row = row(marta, "You may get up.")
        Screen().use { screen ->
            val forward = ForwardHolder(marta.client, row, screen.scope, screen.go)
            forward.state.becomes("where to") { places(it) != null }
            nadia.deletes("You may get up.")
            nadia.syncs()
            marta.syncs()
            forward.onEvent(ForwardEvent.Choose(marta.circle().id, Audience.Circle))
            forward.state.becomes("why not") { it.problem == Problem.TakenBack && !it.sending }
        }
    }

    @Test
    fun `what was changed meanwhile is read again before it goes`() = inTown { town ->
        val (marta, nadia) = town.pair()
        nadia.says("Take 5 mg.", CoreAudience.CARE)
        val row = row(marta, "Take 5 mg.")
        val circle = marta.circle().id
        Screen().use { screen ->
            val forward = ForwardHolder(marta.client, row, screen.scope, screen.go)
            forward.state.becomes("where to") { places(it) != null }
            nadia.edits("Take 5 mg.", "Take 50 mg.")
            nadia.syncs()
            marta.syncs()
            forward.onEvent(ForwardEvent.Choose(circle, Audience.Circle))
            val changed = forward.state.becomes("other words") { it.changed && !it.sending }
            assertEquals("Take 50 mg.", changed.words)
            assertNull(changed.sent)
            forward.onEvent(ForwardEvent.Choose(circle, Audience.Circle))
            forward.state.becomes("that it was sent") { it.sent != null }
        }
    }

    private suspend fun Town.lina(link: String) = resident("Lina").also { it.redeems(link) }

    private suspend fun row(of: Resident, body: String): Long {
        of.reads(body)
        return of.client.watchChat(of.circle().id).use { watch ->
            checkNotNull(watch.next()).rows.single { words(it) == body }.id
        }
    }

    private fun places(state: ForwardState) = (state.places as? Content.Ready)?.value
}
