package care.kith.screens.search

import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import care.kith.screens.Audience
import care.kith.screens.Content
import care.kith.screens.Problem
import care.kith.screens.UiTest
import care.kith.screens.bare
import care.kith.screens.samples.AN_EARLIER_DAY
import care.kith.screens.samples.NOW
import care.kith.screens.samples.Samples
import care.kith.screens.samples.searchEverywhere
import care.kith.screens.samples.searchMore
import care.kith.screens.samples.searchNarrowly
import care.kith.screens.uiTest
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

@OptIn(ExperimentalTestApi::class)
class SearchScreenTest {
    private fun search(state: Samples.() -> SearchState = { search() }, test: UiTest<SearchEvent>.() -> Unit) =
        uiTest(screen = { samples, send -> SearchScreen(samples.state(), send) }, test = test)

    private fun UiTest<SearchEvent>.press(words: String) = ui
        .onNode(
            hasClickAction() and SemanticsMatcher(words) { node ->
                node.config.getOrNull(SemanticsProperties.Text)?.any { bare(it.text).startsWith(words) } == true
            },
        ).performClick()

    @Test
    fun `what is chosen stands there, and each is changed by a touch`() = search({ searchNarrowly() }) {
        press(strings.searchHere)
        ui.onNodeWithContentDescription(strings.searchWho).performClick()
        ui.onNodeWithContentDescription(strings.searchWhen).performClick()
        ui.onNodeWithContentDescription(strings.searchWhom).performClick()
        assertEquals(
            listOf(
                SearchEvent.PlaceChosen(here = false),
                SearchEvent.Ask(SearchQuestion.Who),
                SearchEvent.Ask(SearchQuestion.When),
                SearchEvent.Ask(SearchQuestion.ToWhom),
            ),
            events,
        )
    }

    @Test
    fun `whoever came from the list searches everywhere`() = search({ searchEverywhere() }) {
        ui.onNodeWithText(strings.searchHere).assertDoesNotExist()
        ui.onNodeWithContentDescription(strings.searchWhom).assertDoesNotExist()
        ui.onNodeWithContentDescription(strings.searchWho).assertExists()
    }

    @Test
    fun `one person is chosen, or anyone`() = search({ searchNarrowly().copy(question = SearchQuestion.Who) }) {
        press(samples.cast.nurse.name)
        press(strings.searchAnyone)
        assertEquals(
            listOf(SearchEvent.PersonChosen(samples.cast.nurse.id), SearchEvent.PersonChosen(null)),
            events.filterIsInstance<SearchEvent.PersonChosen>(),
        )
    }

    @Test
    fun `a span is chosen, or a day`() = search({ search().copy(question = SearchQuestion.When) }) {
        press(strings.searchLastWeek)
        press(strings.searchLastMonth)
        press(strings.searchOneDay)
        assertEquals(
            listOf(
                SearchEvent.SpanChosen(SearchSpan.LastWeek),
                SearchEvent.SpanChosen(SearchSpan.LastMonth),
                SearchEvent.Ask(SearchQuestion.Day(NOW)),
            ),
            events,
        )
    }

    @Test
    fun `a day is chosen from its beginning to its end`() =
        search({ search().copy(question = SearchQuestion.Day(NOW)) }) {
            ui.onNodeWithContentDescription("Sunday, 1 March").performClick()
            assertEquals(listOf<SearchEvent>(SearchEvent.SpanChosen(AN_EARLIER_DAY)), events)
        }

    @Test
    fun `who could read it is chosen`() = search({ search().copy(question = SearchQuestion.ToWhom) }) {
        press(strings.audienceCare)
        assertEquals(listOf<SearchEvent>(SearchEvent.AudienceChosen(Audience.Care)), events)
    }

    @Test
    fun `more is shown at the end, or why not`() {
        search({ searchMore() }) {
            ui.onNodeWithText(strings.searchNewest(2)).assertExists()
            press(strings.searchMore)
            assertEquals(listOf<SearchEvent>(SearchEvent.More), events)
        }
        search({ searchMore().copy(getting = true) }) {
            ui.onNodeWithText(strings.searchMore).assertDoesNotExist()
        }
        search({ searchMore().copy(problem = Problem.Unexpected) }) {
            press(strings.actionTryAgain)
            assertEquals(listOf<SearchEvent>(SearchEvent.Resolve(Problem.Unexpected.remedy)), events)
        }
    }

    @Test
    fun `where nothing is found one looks at everything`() =
        search({ searchNarrowly().copy(hits = Content.Ready(emptyList())) }) {
            press(strings.searchClearFilters)
            assertEquals(listOf<SearchEvent>(SearchEvent.ClearFilters), events)
        }
}
