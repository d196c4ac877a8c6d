package care.kith.holders

import care.kith.holders.town.Resident
import care.kith.holders.town.Screen
import care.kith.holders.town.becomes
import care.kith.holders.town.inTown
import care.kith.screens.Content
import care.kith.screens.Problem
import care.kith.screens.chat.ChatEvent
import care.kith.screens.chat.ChatQuestion
import care.kith.screens.chat.ChatRow
import care.kith.screens.chat.ChatState
import care.kith.screens.chat.Live
import care.kith.screens.chat.Standing
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.time.LocalDate
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.seconds

/** What is sent later, taken back at once, put into a calendar, and gone to twice. */
internal class LaterTest {
    private val soon = System.currentTimeMillis() + 1.hours.inWholeMilliseconds

    @Test
    fun `words wait for their time, and are changed, had back or sent before`() = inTown { town ->
        val (marta, nadia) = town.pair()
        Screen().use { screen ->
            val chat = chat(marta, screen)
            val first = waiting(chat, "Come at six", soon)
            assertEquals("Come at six" to soon, first.body to first.due)
            assertEquals("", chat.state.value.composer.draft)
            assertEquals(soon.toULong(), marta.client.nextLater())

            chat.onEvent(ChatEvent.ChangeLater(first.id, soon + 1))
            chat.state.becomes("another time") { it.later.single().due == soon + 1 }
            chat.onEvent(ChatEvent.Ask(ChatQuestion.LaterWords(first.id, first.body)))
            chat.onEvent(ChatEvent.LaterWordsTyped("Come at seven"))
            chat.onEvent(ChatEvent.SaveLaterWords)
            assertNull(chat.state.value.question)
            chat.state.becomes("other words") { it.later.single().body == "Come at seven" }

            chat.onEvent(ChatEvent.TakeBackLater(first.id))
            chat.state.becomes("the words") { it.later.isEmpty() && it.composer.draft == "Come at seven" }
            chat.onEvent(ChatEvent.SendLater(soon, chat.state.value.composer.number))
            val again = chat.state
                .becomes("what waits") { it.later.size == 1 }
                .later
                .single()
            chat.onEvent(ChatEvent.SendLaterNow(again.id))
            nadia.reads("Come at seven")
            chat.state.becomes("nothing that waits") { it.later.isEmpty() && message(it, "Come at seven") != null }
        }
    }

    @Test
    fun `words that are too long stand where they can be made shorter`() = inTown { town ->
        val marta = town.patient("Marta")
        Screen().use { screen ->
            val chat = chat(marta, screen)
            val waits = waiting(chat, "Come at six", soon)
            val tooLong = "a".repeat(70_000)
            chat.onEvent(ChatEvent.Ask(ChatQuestion.LaterWords(waits.id, tooLong)))
            chat.onEvent(ChatEvent.SaveLaterWords)
            chat.state.becomes("what is wrong with them") {
                it.problem == Problem.TextTooLong && it.question == ChatQuestion.LaterWords(waits.id, tooLong)
            }
            chat.onEvent(ChatEvent.LaterWordsTyped("Come at five"))
            chat.onEvent(ChatEvent.SaveLaterWords)
            chat.state.becomes("other words") { it.later.single().body == "Come at five" && it.problem == null }
        }
    }

    @Test
    fun `what is being changed waits until it has its words`() = inTown { town ->
        val (marta, nadia) = town.pair()
        Screen().use { screen ->
            val chat = chat(marta, screen)
            val due = System.currentTimeMillis() + 5.seconds.inWholeMilliseconds
            val waits = waiting(chat, "Ten drops", due)
            waiting(chat, "Good night", due + 1, among = 2)
            chat.onEvent(ChatEvent.Ask(ChatQuestion.LaterWords(waits.id, waits.body)))
            chat.onEvent(ChatEvent.LaterWordsTyped("Five"))
            // The other one, which nobody changes, goes at its time.
            nadia.reads("Good night")
            chat.state.becomes("one that waits") { it.later.size == 1 }
            val asked = chat.state.value
            assertEquals(ChatQuestion.LaterWords(waits.id, "Five"), asked.question)
            assertEquals(listOf("Ten drops"), asked.later.map { it.body })
            chat.onEvent(ChatEvent.LaterWordsTyped("Five drops"))
            chat.onEvent(ChatEvent.SaveLaterWords)
            nadia.reads("Five drops")
            assertNull(message(chat.state.value, "Ten drops"))

            // What goes all the same leaves what was typed, and it is said.
            chat.onEvent(ChatEvent.Ask(ChatQuestion.LaterWords(waits.id, "Six drops")))
            chat.onEvent(ChatEvent.SaveLaterWords)
            chat.state.becomes("that it is gone") {
                it.problem == Problem.NotThere && it.question == ChatQuestion.LaterWords(waits.id, "Six drops")
            }
        }
    }

    @Test
    fun `where nobody writes any more the words are copied and thrown away`() = inTown { town ->
        val (marta, nadia) = town.pair()
        Screen().use { screen ->
            val chat = chat(nadia, screen)
            val waits = waiting(chat, "Come on Monday.", soon)
            val circle = marta.circle().id
            val people = marta.client.people(circle)
            val person = people.single { it.name == "Nadia" }.person
            marta.client.remove(circle, person)
            chat.state.becomes("removed") { it.standing == Standing.Removed }
            chat.onEvent(ChatEvent.TakeBackLater(waits.id))
            chat.state.becomes("why not") { it.problem == Problem.NotInCircle && it.later.size == 1 }
            chat.onEvent(ChatEvent.CopyLater(waits.id))
            assertEquals(Go.Copy("Come on Monday."), screen.leads())
            chat.onEvent(ChatEvent.ThrowAwayLater(waits.id))
            chat.state.becomes("nothing that waits") { it.later.isEmpty() && it.composer.draft.isEmpty() }
        }
    }

    @Test
    fun `what was just said is taken back, and its words are there again`() = inTown { town ->
        val (marta, _) = town.pair()
        Screen().use { screen ->
            val chat = chat(marta, screen)
            val before = System.currentTimeMillis()
            chat.onEvent(ChatEvent.DraftChanged("Too soon"))
            chat.onEvent(ChatEvent.Send())
            val said = chat.state.becomes("what was said") { message(it, "Too soon") != null }
            val row = checkNotNull(message(said, "Too soon"))
            assertTrue(checkNotNull(row.undoUntil) > before, "it can be undone")
            chat.onEvent(ChatEvent.Undo(row.id))
            chat.state.becomes("its words in the field") {
                message(it, "Too soon") == null && it.composer.draft == "Too soon"
            }
        }
    }

    @Test
    fun `a date leads to the calendar, and takes no words along`() = inTown { town ->
        val (marta, nadia) = town.pair()
        val day = LocalDate.now().plusDays(30)
        nadia.says("Your visit: $day 09:15. Bring the letter.")
        Screen().use { screen ->
            val chat = chat(marta, screen)
            val words = "Your visit: $day 09:15. Bring the letter."
            val said = chat.state.becomes("her words") { message(it, words) != null }
            val live = checkNotNull(message(said, words)).live.single()
            assertEquals(Live(live.words, "${day}T09:15", date = true), live)
            chat.onEvent(ChatEvent.PutInCalendar(live.target))
            assertEquals(Go.ToCalendar("${day}T09:15"), screen.leads())
        }
    }

    @Test
    fun `who goes to the same row again goes there again`() = inTown { town ->
        val marta = town.patient("Marta")
        marta.says("Soup at six.")
        Screen().use { screen ->
            val chat = chat(marta, screen)
            val said = chat.state.becomes("the words") { message(it, "Soup at six.") != null }
            val row = checkNotNull(message(said, "Soup at six.")).id
            chat.onEvent(ChatEvent.GoTo(row))
            val there = chat.state.becomes("the row") { timeline(it)?.target == row }
            chat.onEvent(ChatEvent.GoTo(row))
            val again = chat.state.becomes("the row again") { timeline(it)?.turn != timeline(there)?.turn }
            assertEquals(row, timeline(again)?.target)
            assertNotEquals(0, timeline(again)?.turn)
        }
    }

    private suspend fun chat(of: Resident, screen: Screen) =
        ChatHolder(of.client, of.circle().id, screen.scope, screen.go).also { chat ->
            chat.state.becomes("the conversation") { it.timeline is Content.Ready }
        }

    private suspend fun waiting(chat: ChatHolder, words: String, at: Long, among: Int = 1) = chat.run {
        onEvent(ChatEvent.DraftChanged(words))
        onEvent(ChatEvent.SendLater(at))
        state.becomes("what waits") { it.later.size == among }.later.first { it.body == words }
    }

    private fun timeline(state: ChatState) = (state.timeline as? Content.Ready)?.value

    private fun message(state: ChatState, body: String) =
        timeline(state)
            ?.rows
            .orEmpty()
            .filterIsInstance<ChatRow.Message>()
            .find { it.body == body }
}
