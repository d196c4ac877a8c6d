package care.kith.screens.search

import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.AnnotatedString
import androidx.compose.ui.text.SpanStyle
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.input.ImeAction
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.text.style.TextDecoration
import androidx.compose.ui.unit.dp
import care.kith.screens.Audience
import care.kith.screens.design.Button
import care.kith.screens.design.Entry
import care.kith.screens.design.Frame
import care.kith.screens.design.Icon
import care.kith.screens.design.IconButton
import care.kith.screens.design.InCircle
import care.kith.screens.design.Kith
import care.kith.screens.design.Nothing
import care.kith.screens.design.OfflineLine
import care.kith.screens.design.ProblemNote
import care.kith.screens.design.ReadingWidth
import care.kith.screens.design.RoleMark
import care.kith.screens.design.Rounded
import care.kith.screens.design.SignedLine
import care.kith.screens.design.Text
import care.kith.screens.design.Weight
import care.kith.screens.design.Whole
import care.kith.screens.design.readyForTyping
import care.kith.screens.design.role
import care.kith.screens.design.sender
import care.kith.strings.isolated
import care.kith.strings.moment

/** Searching what is on this device. */
@Composable
public fun SearchScreen(state: SearchState, onEvent: (SearchEvent) -> Unit, modifier: Modifier = Modifier) {
    InCircle(state.mine && state.filters.here) { Search(state, onEvent, modifier) }
}

@Composable
private fun Search(state: SearchState, onEvent: (SearchEvent) -> Unit, modifier: Modifier) {
    val strings = Kith.strings
    Frame(strings.searchTitle, modifier, onBack = { onEvent(SearchEvent.Back) }) {
        Row(
            Modifier.fillMaxWidth().padding(horizontal = 16.dp, vertical = 8.dp),
            Arrangement.spacedBy(4.dp),
            Alignment.CenterVertically,
        ) {
            Entry(
                state.query,
                { onEvent(SearchEvent.QueryChanged(it)) },
                strings.searchField,
                Modifier.weight(1f).then(readyForTyping()),
                hint = strings.searchField,
                imeAction = ImeAction.Search,
            )
            if (state.query.isNotEmpty()) {
                IconButton(Icon.Cross, strings.searchClear, { onEvent(SearchEvent.QueryChanged("")) })
            }
        }
        OfflineLine(state.connection)
        Filters(state, onEvent)
        val hits = state.hits
        if (hits == null) {
            val hint = if (state.filters.here) strings.searchHintHere else strings.searchHint
            Text(hint, Modifier.padding(24.dp), colour = Kith.colours.inkSoft)
        } else {
            Whole(hits, { onEvent(SearchEvent.Resolve(it)) }) { found -> Found(state, found, onEvent) }
        }
        state.question?.let { Asked(it, state, onEvent) }
    }
}

@Composable
private fun ColumnScope.Found(state: SearchState, hits: List<Hit>, onEvent: (SearchEvent) -> Unit) {
    val strings = Kith.strings
    if (hits.isEmpty() && !state.more) {
        NothingFound(state, onEvent)
        return
    }
    Text(
        if (state.more) strings.searchNewest(hits.size) else strings.searchFound(hits.size),
        Modifier.padding(horizontal = 24.dp, vertical = 8.dp).semantics { liveRegion = LiveRegionMode.Polite },
        Kith.type.smallStrong,
    )
    LazyColumn(
        Modifier.weight(1f).fillMaxSize(),
        contentPadding = PaddingValues(16.dp),
        verticalArrangement = Arrangement.spacedBy(12.dp),
        horizontalAlignment = Alignment.CenterHorizontally,
    ) {
        items(hits, key = { "${it.circleId} ${it.rowId}" }) { HitRow(it, onEvent) }
        if (state.more) item(key = "more") { MoreLine(state, onEvent) }
    }
}

/** At the end of what is shown: the way to what is older. */
@Composable
private fun MoreLine(state: SearchState, onEvent: (SearchEvent) -> Unit) {
    Column(Modifier.widthIn(max = ReadingWidth).fillMaxWidth(), Arrangement.spacedBy(12.dp)) {
        val problem = state.problem
        if (state.getting) {
            Text(Kith.strings.stateLoading, Modifier.fillMaxWidth().padding(16.dp), align = TextAlign.Center)
        } else if (problem != null) {
            ProblemNote(problem, { onEvent(SearchEvent.Resolve(it)) })
        } else {
            Button(Kith.strings.searchMore, { onEvent(SearchEvent.More) }, weight = Weight.Other, icon = Icon.Down)
        }
    }
}

@Composable
private fun ColumnScope.NothingFound(state: SearchState, onEvent: (SearchEvent) -> Unit) {
    val strings = Kith.strings
    if (!state.filters.narrow) return Nothing(strings.searchNoneTitle, strings.searchNoneBody(state.query))
    Nothing(strings.searchNoneTitle, strings.searchNoneFiltered(state.query)) {
        Button(strings.searchClearFilters, { onEvent(SearchEvent.ClearFilters) }, weight = Weight.Other)
    }
}

@Composable
private fun HitRow(hit: Hit, onEvent: (SearchEvent) -> Unit) {
    val strings = Kith.strings
    val soft = Kith.colours.inkSoft
    Column(
        Modifier
            .widthIn(max = ReadingWidth)
            .fillMaxWidth()
            .clip(Rounded)
            .background(Kith.colours.surface)
            .clickable(onClickLabel = strings.searchOpen, role = Role.Button) {
                onEvent(SearchEvent.Open(hit.circleId, hit.rowId))
            }.padding(16.dp),
        Arrangement.spacedBy(8.dp),
    ) {
        val whenSaid = isolated(strings.moment(hit.at, Kith.moments))
        Text("${isolated(hit.circleTitle)} · $whenSaid", style = Kith.type.small, colour = soft)
        hit.before?.let { Neighbour(it) }
        Row(horizontalArrangement = Arrangement.spacedBy(12.dp)) {
            RoleMark(hit.sender, size = 36.dp)
            Column(Modifier.weight(1f)) {
                Text(hit.sender.name, style = Kith.type.smallStrong)
                Text(strings.role(hit.sender, hit.mine), style = Kith.type.small, colour = soft)
            }
        }
        if (hit.audience == Audience.Care) {
            SignedLine(Icon.Lock, strings.audienceCare, Kith.colours.careInk, style = Kith.type.smallStrong)
        }
        Text(marked(hit))
        hit.after?.let { Neighbour(it) }
    }
}

@Composable
private fun Neighbour(line: Line) {
    Box(Modifier.padding(start = 12.dp)) {
        Text(
            Kith.strings.inboxLastLine(Kith.strings.sender(line.sender), line.body),
            style = Kith.type.small,
            colour = Kith.colours.inkSoft,
            maxLines = 2,
        )
    }
}

/** The words with those that were searched in heavy letters, underlined, on another ground. */
@Composable
private fun marked(hit: Hit): AnnotatedString {
    val ground = Kith.colours.notice
    val ink = Kith.colours.noticeInk
    return remember(hit, ground, ink) {
        AnnotatedString
            .Builder(hit.body)
            .apply {
                hit.matches.forEach {
                    addStyle(
                        SpanStyle(
                            color = ink,
                            background = ground,
                            fontWeight = FontWeight.Bold,
                            textDecoration = TextDecoration.Underline,
                        ),
                        it.first,
                        it.last + 1,
                    )
                }
            }.toAnnotatedString()
    }
}
