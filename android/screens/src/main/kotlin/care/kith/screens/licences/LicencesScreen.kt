package care.kith.screens.licences

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.LazyListState
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.unit.dp
import care.kith.screens.design.Frame
import care.kith.screens.design.Kith
import care.kith.screens.design.ReadingWidth
import care.kith.screens.design.Rule
import care.kith.screens.design.Text
import care.kith.screens.design.Whole
import care.kith.strings.leftToRight

/** Whose work is in Kith: a list, and the licence of the one that is touched. */
@Composable
public fun LicencesScreen(state: LicencesState, onEvent: (LicencesEvent) -> Unit, modifier: Modifier = Modifier) {
    val strings = Kith.strings
    // Kept here, so that who comes back from a licence is where they were.
    val place = rememberLazyListState()
    val open = state.open
    val title = open?.work?.name?.let(::leftToRight) ?: strings.settingsLicences
    Frame(title, modifier, onBack = { onEvent(LicencesEvent.Back) }) {
        if (open == null) {
            Whole(state.works, { onEvent(LicencesEvent.Resolve(it)) }) { works ->
                Lines(place) {
                    item { Text(strings.licencesLead, Modifier.padding(bottom = 12.dp)) }
                    items(works, { it.id }) { work ->
                        WorkLine(work) { onEvent(LicencesEvent.Open(work.id)) }
                        Rule()
                    }
                }
            }
        } else {
            Whole(open.text, { onEvent(LicencesEvent.Resolve(it)) }) { text ->
                // In its paragraphs, so that a long one is drawn as far as it is seen.
                Lines { items(text.split("\n\n")) { Text(it, Modifier.padding(bottom = 12.dp), Kith.type.small) } }
            }
        }
    }
}

@Composable
private fun ColumnScope.Lines(
    place: LazyListState = rememberLazyListState(),
    lines: LazyListScope.() -> Unit,
) {
    Box(Modifier.weight(1f).fillMaxWidth(), Alignment.TopCenter) {
        LazyColumn(
            Modifier.widthIn(max = ReadingWidth).fillMaxSize(),
            place,
            PaddingValues(start = 24.dp, end = 24.dp, top = 8.dp, bottom = 32.dp),
            content = lines,
        )
    }
}

@Composable
private fun WorkLine(work: Work, onOpen: () -> Unit) {
    Column(
        Modifier
            .fillMaxWidth()
            .clickable(role = Role.Button, onClick = onOpen)
            .heightIn(min = 56.dp)
            .padding(vertical = 8.dp),
        Arrangement.Center,
    ) {
        Text(leftToRight("${work.name} ${work.version}".trim()), style = Kith.type.strong)
        Text(leftToRight(work.licence), style = Kith.type.small, colour = Kith.colours.inkSoft)
    }
}
