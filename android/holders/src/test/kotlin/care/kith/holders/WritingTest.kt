package care.kith.holders

import care.kith.core.Inbox
import care.kith.holders.town.Resident
import care.kith.holders.town.Screen
import care.kith.holders.town.becomes
import care.kith.holders.town.inTown
import care.kith.screens.Audience
import care.kith.screens.Content
import care.kith.screens.Problem
import care.kith.screens.chat.ChatEvent
import care.kith.screens.chat.ChatRow
import care.kith.screens.chat.ChatState
import care.kith.screens.chat.Delivery
import care.kith.screens.details.DetailsEvent
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import care.kith.core.Audience as CoreAudience

/** The field of a conversation shows what the core knows of it (`composing.rs`), and what failed is done once more. */
internal class WritingTest {
    @Test
    fun `words that could not be sent stand in the field again, and are sent when one tries again`() = inTown { town ->
        val marta = town.patient("Marta")
        Screen().use { screen ->
            val chat = chat(marta, screen)
            val tooLong = "a".repeat(70_000)
            chat.onEvent(ChatEvent.DraftChanged(tooLong))
            marta.seesInbox("what was pasted") { begun(it) == tooLong }
            chat.onEvent(ChatEvent.Send())
            chat.state.becomes("too long") { it.problem == Problem.TextTooLong && it.composer.draft == tooLong }
            chat.onEvent(ChatEvent.Resolve(Problem.TextTooLong.remedy))
            assertEquals(null, chat.state.value.problem)

            chat.onEvent(ChatEvent.DraftChanged("Good night."))
            marta.seesInbox("a shorter draft") { begun(it) == "Good night." }
            marta.client.suspend()
            chat.onEvent(ChatEvent.Send())
            chat.state.becomes("not sent") { it.problem == Problem.Unexpected && it.composer.draft == "Good night." }
            marta.client.resume()
            chat.onEvent(ChatEvent.Resolve(Problem.Unexpected.remedy))
            val sent = chat.state.becomes("sent") { delivery(it, "Good night.") != null }
            assertEquals(1 to "", messages(sent).size to sent.composer.draft)
        }
    }

    @Test
    fun `what is asked of a client that was closed is told`() = inTown { town ->
        val marta = town.patient("Marta")
        Screen().use { screen ->
            val chat = chat(marta, screen)
            marta.client.shutDown()
            chat.onEvent(ChatEvent.DraftChanged("Hello"))
            chat.onEvent(ChatEvent.Send())
            repeat(3) {
                chat.state.becomes("not sent") { it.problem == Problem.Unexpected && it.composer.draft == "Hello" }
                chat.onEvent(ChatEvent.Resolve(Problem.Unexpected.remedy))
            }
            marta.opens()
        }
    }

    @Test
    fun `who leaves at once loses neither what was sent nor the last letter`() = inTown { town ->
        val marta = town.patient("Marta")
        repeat(20) { n ->
            val words = "Words $n"
            Screen().use { screen ->
                val chat = chat(marta, screen)
                chat.onEvent(ChatEvent.DraftChanged(words))
                if (n % 2 == 1) chat.onEvent(ChatEvent.Send())
            }
            marta.seesInbox(words) {
                if (n % 2 == 0) begun(it) == words else said(it) == words && begun(it) == null
            }
        }
    }

    @Test
    fun `what was refused is written again, in the conversation and from its details`() = inTown { town ->
        val (marta, nadia) = town.pair()
        Screen().use { screen ->
            val chat = chat(marta, screen)
            RefusingRelay(town.relay).use {
                marta.client.tryAgain()
                chat.onEvent(ChatEvent.AudienceChosen(Audience.Care))
                val first = refused(chat, "Can you come?")
                chat.onEvent(ChatEvent.AudienceChosen(Audience.Circle))
                chat.onEvent(ChatEvent.DraftChanged("My leg hurts."))
                chat.onEvent(ChatEvent.WriteAgain(first.id))
                val both = "My leg hurts.\nCan you come?"
                // What only the clinic was to read is read by nobody else.
                chat.state.becomes("the words") { field(it) == both to Audience.Care && messages(it).isEmpty() }

                chat.onEvent(ChatEvent.Send())
                val again = chat.state.becomes("refused again") { delivery(it, both) == Delivery.Refused }
                val details = DetailsHolder(marta.client, messages(again).single().id, screen.scope, screen.go)
                details.state.becomes("the message") { it.details is Content.Ready }
                details.onEvent(DetailsEvent.WriteAgain)
                assertEquals(Go.Back, screen.leads())
                // The conversation was open all the time.
                chat.state.becomes("the words") { field(it) == both to Audience.Care && messages(it).isEmpty() }
            }
            marta.client.tryAgain()
            nadia.client.tryAgain()
            chat.onEvent(ChatEvent.Send())
            nadia.reads("My leg hurts.\nCan you come?")
        }
    }

    @Test
    fun `what another part of the app puts into the draft stands in the field behind what was begun`() =
        inTown { town ->
            val marta = town.patient("Marta")
            val circle = marta.circle().id
            marta.client.keepDraft(circle, CoreAudience.CARE, "Look:")
            Screen().use { screen ->
                val chat = chat(marta, screen)
                assertEquals("Look:" to Audience.Care, field(chat.state.value))
                marta.client.addToDraft(circle, "a recipe")
                chat.state.becomes("the words") { field(it) == "Look:\na recipe" to Audience.Care }
                chat.onEvent(ChatEvent.DraftChanged("Look:\na recipe!"))
                marta.seesInbox("kept") { begun(it) == "Look:\na recipe!" }
            }
        }

    private suspend fun chat(of: Resident, screen: Screen) =
        ChatHolder(of.client, of.circle().id, screen.scope, screen.go).also { chat ->
            chat.state.becomes("the conversation") { it.timeline is Content.Ready }
        }

    private suspend fun refused(chat: ChatHolder, words: String): ChatRow.Message {
        chat.onEvent(ChatEvent.DraftChanged(words))
        chat.onEvent(ChatEvent.Send())
        val state = chat.state.becomes("refused") { delivery(it, words) == Delivery.Refused }
        return messages(state).single { it.body == words }
    }

    /** What someone has begun to write in their only circle. */
    private fun begun(inbox: Inbox): String? {
        val draft = inbox.circles.single().draft
        return draft?.body
    }

    private fun said(inbox: Inbox): String? {
        val last = inbox.circles.single().last
        return last?.let(::words)
    }

    private fun field(state: ChatState) = state.composer.draft to state.composer.audience

    private fun messages(state: ChatState): List<ChatRow.Message> =
        (state.timeline as? Content.Ready)
            ?.value
            ?.rows
            .orEmpty()
            .filterIsInstance<ChatRow.Message>()

    private fun delivery(state: ChatState, body: String): Delivery? =
        messages(state).find { it.body == body }?.delivery
}
