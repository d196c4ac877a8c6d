package care.kith.screens.search

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.semantics.stateDescription
import androidx.compose.ui.unit.dp
import care.kith.screens.design.Ask
import care.kith.screens.design.Button
import care.kith.screens.design.Choice
import care.kith.screens.design.Choices
import care.kith.screens.design.DayAsk
import care.kith.screens.design.Icon
import care.kith.screens.design.Kith
import care.kith.screens.design.Rounded
import care.kith.screens.design.Sign
import care.kith.screens.design.Text
import care.kith.screens.design.audience
import care.kith.screens.design.name
import care.kith.screens.design.role
import care.kith.strings.Moments
import care.kith.strings.Strings
import care.kith.strings.day

/** Where, by whom, when and for whom it was said: each says what is chosen, and a touch changes it. */
@Composable
internal fun Filters(state: SearchState, onEvent: (SearchEvent) -> Unit) {
    val strings = Kith.strings
    val filters = state.filters

    fun ask(question: SearchQuestion) = { onEvent(SearchEvent.Ask(question)) }
    FlowRow(
        Modifier.fillMaxWidth().padding(horizontal = 16.dp, vertical = 4.dp),
        Arrangement.spacedBy(8.dp),
        Arrangement.spacedBy(8.dp),
    ) {
        if (state.here != null) {
            val places = listOf(strings.searchHere, strings.searchEverywhere)
            val (where, elsewhere) = if (filters.here) places else places.reversed()
            val change = { onEvent(SearchEvent.PlaceChosen(!filters.here)) }
            val touched = Modifier.clickable(onClickLabel = elsewhere, role = Role.Button, onClick = change)
            Filter(where, filters.here, touched, if (filters.here) Icon.Cross else null)
        }
        val who = filters.person?.name ?: strings.searchAnyone
        Filter(who, filters.person != null, leadsTo(strings.searchWho, who, ask(SearchQuestion.Who)), Icon.Down)
        val span = strings.span(filters.span, Kith.moments)
        val dated = filters.span != SearchSpan.AnyTime
        Filter(span, dated, leadsTo(strings.searchWhen, span, ask(SearchQuestion.When)), Icon.Down)
        if (filters.here && state.audiences.size > 1) {
            val whom = filters.audience?.let(strings::audience) ?: strings.searchAnyAudience
            val asks = leadsTo(strings.searchWhom, whom, ask(SearchQuestion.ToWhom))
            Filter(whom, filters.audience != null, asks, Icon.Down)
        }
    }
}

private fun leadsTo(question: String, chosen: String, ask: () -> Unit) = Modifier
    .clickable(role = Role.Button, onClick = ask)
    .semantics {
        contentDescription = question
        stateDescription = chosen
    }

@Composable
private fun Filter(label: String, chosen: Boolean, touched: Modifier, icon: Icon?) {
    val colours = Kith.colours
    Row(
        Modifier
            .heightIn(min = 48.dp)
            .clip(Rounded)
            .background(if (chosen) colours.mine else colours.surface)
            .border(if (chosen) 2.dp else 1.dp, if (chosen) colours.accent else colours.edge, Rounded)
            .then(touched)
            .padding(horizontal = 12.dp, vertical = 8.dp),
        Arrangement.spacedBy(6.dp),
        Alignment.CenterVertically,
    ) {
        val style = if (chosen) Kith.type.smallStrong else Kith.type.small
        Text(label, Modifier.weight(1f, fill = false), style)
        if (icon != null) Sign(icon, colour = if (chosen) colours.accent else colours.ink, size = 18.dp)
    }
}

/** What is being chosen. */
@Composable
internal fun Asked(question: SearchQuestion, state: SearchState, onEvent: (SearchEvent) -> Unit) {
    val strings = Kith.strings
    val leave = { onEvent(SearchEvent.Cancel) }
    when (question) {
        is SearchQuestion.Who -> {
            One(strings.searchWho, leave) {
                val chosen = state.filters.person
                Choice(strings.searchAnyone, chosen == null, { onEvent(SearchEvent.PersonChosen(null)) })
                state.people.forEach { person ->
                    val choose = { onEvent(SearchEvent.PersonChosen(person.id)) }
                    Choice(
                        strings.name(person),
                        person.id == chosen?.id,
                        choose,
                        help = strings.role(person, Kith.mine),
                    )
                }
            }
        }

        is SearchQuestion.When -> {
            One(strings.searchWhen, leave) {
                val chosen = state.filters.span
                listOf(SearchSpan.AnyTime, SearchSpan.LastWeek, SearchSpan.LastMonth).forEach { span ->
                    val choose = { onEvent(SearchEvent.SpanChosen(span)) }
                    Choice(strings.span(span, Kith.moments), span == chosen, choose)
                }
                val day = chosen as? SearchSpan.Day
                val now = Kith.moments.now()
                val ask = { onEvent(SearchEvent.Ask(SearchQuestion.Day(day?.from ?: now))) }
                val which = day?.let { strings.day(it.from, Kith.moments) }.orEmpty()
                Choice(strings.searchOneDay, day != null, ask, help = which)
            }
        }

        is SearchQuestion.Day -> {
            val month = { at: Long -> onEvent(SearchEvent.Ask(SearchQuestion.Day(at))) }
            DayAsk(question.at, month, leave) { day, next ->
                onEvent(SearchEvent.SpanChosen(SearchSpan.Day(day, next)))
            }
        }

        is SearchQuestion.ToWhom -> {
            One(strings.searchWhom, leave) {
                val chosen = state.filters.audience
                Choice(strings.searchAnyAudience, chosen == null, { onEvent(SearchEvent.AudienceChosen(null)) })
                state.audiences.forEach { audience ->
                    val choose = { onEvent(SearchEvent.AudienceChosen(audience)) }
                    Choice(strings.audience(audience), audience == chosen, choose)
                }
            }
        }
    }
}

/** One thing is chosen, and that is all. */
@Composable
private fun One(title: String, leave: () -> Unit, choices: @Composable () -> Unit) {
    Ask(title, leave, answers = { Button(Kith.strings.actionClose, leave) }) { Choices { choices() } }
}

private fun Strings.span(span: SearchSpan, moments: Moments): String = when (span) {
    is SearchSpan.AnyTime -> searchAnyTime
    is SearchSpan.LastWeek -> searchLastWeek
    is SearchSpan.LastMonth -> searchLastMonth
    is SearchSpan.Day -> day(span.from, moments)
}
