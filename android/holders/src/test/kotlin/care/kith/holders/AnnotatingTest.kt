package care.kith.holders

import care.kith.holders.town.Screen
import care.kith.holders.town.becomes
import care.kith.holders.town.inTown
import care.kith.screens.Content
import care.kith.screens.chat.Act
import care.kith.screens.chat.ChatEvent
import care.kith.screens.chat.ChatQuestion
import care.kith.screens.chat.ChatRow
import care.kith.screens.chat.ChatState
import care.kith.screens.chat.MessageSign
import care.kith.screens.details.PutSign
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Test

/** What is said of a message: the events of the screen reach the core, and what it says reaches the screen. */
internal class AnnotatingTest {
    @Test
    fun `signs are put and taken away, by a touch and by the keyboard`() = inTown { town ->
        val (marta, nadia) = town.pair()
        nadia.says("Soup at six.")
        Screen().use { screen ->
            val chat = ChatHolder(marta.client, marta.circle().id, screen.scope, screen.go)
            val said = chat.state.becomes("her words") { message(it, "Soup at six.") != null }
            val row = checkNotNull(message(said, "Soup at six."))
            assertEquals(setOf(Act.React, Act.Reply, Act.Pin, Act.Forward), row.may)
            assertEquals(5, said.signs.size)

            chat.onEvent(ChatEvent.Ask(ChatQuestion.Actions(row.id)))
            assertEquals(ChatQuestion.Actions(row.id), chat.state.value.question)
            chat.onEvent(ChatEvent.React(row.id, "👍", on = true))
            assertNull(chat.state.value.question)
            chat.state.becomes("a sign") { signs(it, row.id) == listOf(MessageSign("👍", 1, mine = true)) }
            chat.onEvent(ChatEvent.Ask(ChatQuestion.OtherSign(row.id)))
            chat.onEvent(ChatEvent.SignTyped("so"))
            assertEquals(ChatQuestion.OtherSign(row.id, "so"), chat.state.value.question)
            chat.onEvent(ChatEvent.SignTyped("so 🎉"))
            assertNull(chat.state.value.question)
            chat.state.becomes("another") { signs(it, row.id)?.size == 2 }
            chat.onEvent(ChatEvent.React(row.id, "👍", on = false))
            chat.state.becomes("one taken away") { signs(it, row.id) == listOf(MessageSign("🎉", 1, mine = true)) }

            val details = DetailsHolder(marta.client, row.id, screen.scope, screen.go)
            val known = details.state.becomes("who put it") { (it.details as? Content.Ready) != null }
            val put = (known.details as Content.Ready).value.signs
            assertEquals(listOf("🎉" to listOf("Marta")), put.map(::named))
        }
    }

    @Test
    fun `one's own words are changed, answered and taken back`() = inTown { town ->
        val (marta, nadia) = town.pair()
        marta.says("At six")
        Screen().use { screen ->
            val chat = ChatHolder(marta.client, marta.circle().id, screen.scope, screen.go)
            val said = chat.state.becomes("the words") { message(it, "At six") != null }
            val row = checkNotNull(message(said, "At six")).id
            chat.onEvent(ChatEvent.Edit(row))
            chat.state.becomes("the words in the field") { it.composer.editing == "At six" }
            chat.onEvent(ChatEvent.CancelEdit)
            assertNull(chat.state.value.composer.editing)
            chat.onEvent(ChatEvent.Edit(row))
            chat.state.becomes("the words in the field again") { it.composer.editing == "At six" }
            chat.onEvent(ChatEvent.DraftChanged("At seven", chat.state.value.composer.number))
            chat.onEvent(ChatEvent.Send())
            chat.state.becomes("other words") { message(it, "At seven")?.edited == true }

            chat.onEvent(ChatEvent.Reply(row))
            chat.state.becomes("what is answered") { it.composer.quote?.words == "At seven" }
            chat.onEvent(ChatEvent.CancelReply)
            assertNull(chat.state.value.composer.quote)
            chat.onEvent(ChatEvent.Reply(row))
            chat.onEvent(ChatEvent.DraftChanged("No, at eight", chat.state.value.composer.number))
            chat.onEvent(ChatEvent.Send())
            chat.state.becomes("the answer") { message(it, "No, at eight")?.quote?.rowId == row }

            // Of what has not gone out nothing would be left.
            nadia.reads("No, at eight")
            chat.onEvent(ChatEvent.Delete(row))
            chat.state.becomes("what is left of it") { state ->
                rows(state).any { it is ChatRow.Deleted && it.id == row && it.sender.me }
            }
        }
    }

    private fun named(put: PutSign) = put.sign to put.people.map { it.name }

    private fun rows(state: ChatState) = (state.timeline as? Content.Ready)?.value?.rows.orEmpty()

    private fun message(state: ChatState, body: String) =
        rows(state).filterIsInstance<ChatRow.Message>().find { it.body == body }

    private fun signs(state: ChatState, row: Long) =
        rows(state).filterIsInstance<ChatRow.Message>().find { it.id == row }?.signs
}
