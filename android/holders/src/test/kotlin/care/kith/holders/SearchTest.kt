package care.kith.holders

import care.kith.holders.town.Screen
import care.kith.holders.town.becomes
import care.kith.holders.town.inTown
import care.kith.screens.Audience
import care.kith.screens.Content
import care.kith.screens.search.SearchEvent
import care.kith.screens.search.SearchFilters
import care.kith.screens.search.SearchQuestion
import care.kith.screens.search.SearchSpan
import care.kith.screens.search.SearchState
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import kotlin.time.Duration.Companion.days
import care.kith.core.Audience as CoreAudience

/** Searching by person, time and reader, and page by page: what the core finds (`searching`) reaches the screen. */
internal class SearchTest {
    @Test
    fun `what is found is made less, and all of it again`() = inTown { town ->
        val (marta, nadia) = town.pair()
        nadia.says("Is there soup?")
        marta.reads("Is there soup?")
        marta.says("There is soup.")
        marta.says("I do not like the soup.", CoreAudience.CARE)
        Screen().use { screen ->
            val circle = marta.circle().id
            val search = SearchHolder(marta.client, circle, screen.scope, screen.go)
            search.onEvent(SearchEvent.QueryChanged("soup"))
            val all = search.state.becomes("three") { hits(it)?.size == 3 && it.people.size == 2 && it.here != null }
            assertEquals("Marta's circle" to true, all.here to all.mine)
            assertEquals(listOf(Audience.Circle, Audience.Care), all.audiences)
            assertFalse(all.more)

            val her = all.people.single { it.name == "Nadia" }
            search.onEvent(SearchEvent.Ask(SearchQuestion.Who))
            search.onEvent(SearchEvent.PersonChosen(her.id))
            assertNull(search.state.value.question)
            search.state.becomes("hers") { hits(it) == listOf("Is there soup?") }
            assertEquals(2, search.state.value.people.size, "one can choose someone else")
            search.onEvent(SearchEvent.PersonChosen(null))
            search.onEvent(SearchEvent.AudienceChosen(Audience.Care))
            search.state.becomes("the clinic's") { hits(it) == listOf("I do not like the soup.") }
            search.onEvent(SearchEvent.AudienceChosen(null))
            search.onEvent(SearchEvent.SpanChosen(SearchSpan.LastWeek))
            search.state.becomes("those of the week") { hits(it)?.size == 3 }
            val now = System.currentTimeMillis()
            val day = SearchSpan.Day(now - 2.days.inWholeMilliseconds, now - 1.days.inWholeMilliseconds)
            search.onEvent(SearchEvent.SpanChosen(day))
            search.state.becomes("none of that day") { hits(it)?.isEmpty() == true }
            search.onEvent(SearchEvent.ClearFilters)
            val again = search.state.becomes("all of them again") { hits(it)?.size == 3 }
            assertEquals(SearchFilters(), again.filters)
        }
    }

    @Test
    fun `what is changed or deleted does not stand among what was found any more`() = inTown { town ->
        val (marta, nadia) = town.pair()
        nadia.says("Soup at six.")
        nadia.says("More soup")
        marta.reads("More soup")
        Screen().use { screen ->
            val search = SearchHolder(marta.client, null, screen.scope, screen.go)
            search.onEvent(SearchEvent.QueryChanged("soup"))
            search.state.becomes("both") { hits(it)?.size == 2 }
            nadia.edits("More soup", "More soup at seven")
            search.state.becomes("other words") { "More soup at seven" in hits(it).orEmpty() }
            nadia.deletes("Soup at six.")
            search.state.becomes("one") { hits(it) == listOf("More soup at seven") }
        }
    }

    @Test
    fun `what is older comes page by page, each once`() = inTown { town ->
        val marta = town.patient("Marta")
        repeat(60) { marta.says("Soup number $it.") }
        Screen().use { screen ->
            val search = SearchHolder(marta.client, null, screen.scope, screen.go)
            search.onEvent(SearchEvent.QueryChanged("soup"))
            val first = search.state.becomes("a page") { hits(it)?.size == 50 }
            assertTrue(first.more)
            search.onEvent(SearchEvent.More)
            val whole = search.state.becomes("all") { hits(it)?.size == 60 && !it.getting }
            assertEquals((59 downTo 0).map { "Soup number $it." }, hits(whole))
            search.onEvent(SearchEvent.More)
            val end = search.state.becomes("the end") { !it.more && !it.getting }
            assertEquals(60, hits(end)?.size)
        }
    }

    private fun hits(state: SearchState) = (state.hits as? Content.Ready)?.value?.map { it.body }
}
