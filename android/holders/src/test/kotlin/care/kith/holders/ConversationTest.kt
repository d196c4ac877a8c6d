package care.kith.holders

import care.kith.holders.town.Resident
import care.kith.holders.town.Screen
import care.kith.holders.town.becomes
import care.kith.holders.town.inTown
import care.kith.screens.Content
import care.kith.screens.chat.ChatEvent
import care.kith.screens.chat.ChatRow
import care.kith.screens.chat.ChatState
import care.kith.screens.chat.Delivery
import care.kith.screens.details.DetailsState
import care.kith.screens.search.SearchEvent
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Talking, with a network and without, and finding what was said. */
internal class ConversationTest {
    @Test
    fun `words go both ways, and say how far they have come`() = inTown { town ->
        val (marta, nadia) = town.pair()
        Screen().use { screen ->
            val chat = chat(marta, screen)
            val before = chat.state.becomes("the circle") { it.composer.readers.isNotEmpty() && it.clinic != null }
            assertEquals(listOf("Nadia"), before.composer.readers.map { it.name })
            assertEquals("112" to "030 555 0100", before.clinic?.emergency to before.clinic?.telephone)
            assertEquals(2, before.people)

            chat.onEvent(ChatEvent.DraftChanged("How was the night?"))
            chat.onEvent(ChatEvent.Send())
            chat.state.becomes("sent") { delivery(it, "How was the night?") in wentOut }
            chat.state.becomes("an empty field") { it.composer.draft.isEmpty() }
            nadia.reads("How was the night?")
            nadia.says("Quiet.")
            val heard = chat.state.becomes("her answer") { delivery(it, "Quiet.") == Delivery.Received }
            val row = rows(heard).last { it is ChatRow.Message }
            assertEquals("Nadia", (row as ChatRow.Message).sender.name)

            // Seen, and so not unread any more.
            chat.onEvent(ChatEvent.Seen(row.id))
            marta.seesInbox("nothing unread") { it.circles.single().unread == 0u }
        }
    }

    @Test
    fun `without a network one reads and writes, and it goes out by itself`() = inTown { town ->
        val (marta, nadia) = town.pair()
        nadia.says("Good night.")
        Screen().use { screen ->
            val chat = chat(marta, screen)
            chat.state.becomes("what was said") { delivery(it, "Good night.") != null }
            town.losesNetwork()
            val cut = chat.state.becomes("offline") { it.connection.offline }
            assertTrue((cut.connection.asOf ?: 0) > 0)
            chat.onEvent(ChatEvent.DraftChanged("I cannot sleep."))
            chat.onEvent(ChatEvent.Send())
            val waits = chat.state.becomes("waiting") { delivery(it, "I cannot sleep.") == Delivery.Waiting }
            assertEquals(Delivery.Received, delivery(waits, "Good night."))
            town.relay.serve()
            marta.client.tryAgain()
            nadia.client.tryAgain()
            chat.state.becomes("sent") { delivery(it, "I cannot sleep.") in wentOut }
            chat.state.becomes("online again") { !it.connection.offline }
            nadia.reads("I cannot sleep.")
        }
    }

    @Test
    fun `what is found is shown in its place, and who has it`() = inTown { town ->
        val (marta, nadia) = town.pair()
        for (words in listOf("Are you eating?", "There is soup again.", "Then I will ring them.")) nadia.says(words)
        marta.reads("Then I will ring them.")
        Screen().use { screen ->
            val search = SearchHolder(marta.client, null, screen.scope, screen.go)
            search.onEvent(SearchEvent.QueryChanged("sou"))
            val found = search.state.becomes("a hit") { (it.hits as? Content.Ready)?.value?.size == 1 }
            val hit = (found.hits as Content.Ready).value.single()
            assertEquals(listOf("soup"), hit.matches.map(hit.body::substring))
            assertEquals("Are you eating?", hit.before?.body)
            search.onEvent(SearchEvent.Open(hit.circleId, hit.rowId))
            assertEquals(Go.ToChat(hit.circleId, hit.rowId), screen.leads())

            val chat = ChatHolder(marta.client, hit.circleId, screen.scope, screen.go, target = hit.rowId)
            val shown = chat.state.becomes("the hit") { it.timeline is Content.Ready }
            assertEquals(hit.rowId, (shown.timeline as Content.Ready).value.target)

            val details = DetailsHolder(marta.client, hit.rowId, screen.scope, screen.go)
            val known = details.state.becomes("details") { readers(it) != null }
            assertEquals(listOf("Marta"), readers(known))
        }
    }

    private suspend fun chat(of: Resident, screen: Screen) =
        ChatHolder(of.client, of.circle().id, screen.scope, screen.go)

    private fun rows(state: ChatState) = (state.timeline as? Content.Ready)?.value?.rows.orEmpty()

    private fun delivery(state: ChatState, body: String): Delivery? =
        rows(state).filterIsInstance<ChatRow.Message>().find { it.body == body }?.delivery

    private val wentOut = setOf(Delivery.Sent, Delivery.Delivered, Delivery.Seen)

    private fun readers(state: DetailsState) =
        (state.details as? Content.Ready)?.value?.readers?.map { it.name }
}
