package care.kith.screens.inbox

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import care.kith.screens.Clinic
import care.kith.screens.design.Button
import care.kith.screens.design.CallTheClinic
import care.kith.screens.design.EmergencyButton
import care.kith.screens.design.Frame
import care.kith.screens.design.Icon
import care.kith.screens.design.IconButton
import care.kith.screens.design.Kith
import care.kith.screens.design.Nothing
import care.kith.screens.design.OfflineLine
import care.kith.screens.design.ReadingWidth
import care.kith.screens.design.Sheet
import care.kith.screens.design.SignedLine
import care.kith.screens.design.Text
import care.kith.screens.design.TopNote
import care.kith.screens.design.Weight
import care.kith.screens.design.Whole

/** All circles, clinic by clinic. */
@Composable
public fun InboxScreen(state: InboxState, onEvent: (InboxEvent) -> Unit, modifier: Modifier = Modifier) {
    val strings = Kith.strings
    Frame(
        strings.inboxTitle,
        modifier,
        actions = {
            IconButton(Icon.Search, strings.inboxSearch, { onEvent(InboxEvent.OpenSearch) })
            IconButton(Icon.Settings, strings.inboxSettings, { onEvent(InboxEvent.OpenSettings) })
        },
    ) {
        OfflineLine(state.connection)
        Whole(state.clinics, { onEvent(InboxEvent.Resolve(it)) }) { clinics ->
            if (clinics.isEmpty()) {
                Nothing(strings.inboxEmptyTitle, strings.inboxEmptyBody) {
                    Button(strings.inboxAddFirst, { onEvent(InboxEvent.AddInvitation) }, icon = Icon.Add)
                }
            } else {
                TopNote(state.problem) { onEvent(InboxEvent.Resolve(it)) }
                Clinics(clinics, state.starting, onEvent)
                val asked = clinics.flatMap(ClinicCircles::circles).find { it.id == state.question }
                if (asked != null) CircleQuestion(asked, onEvent)
            }
        }
    }
}

@Composable
private fun ColumnScope.Clinics(clinics: List<ClinicCircles>, starting: Boolean, onEvent: (InboxEvent) -> Unit) {
    Box(Modifier.weight(1f).fillMaxWidth(), Alignment.TopCenter) {
        LazyColumn(
            Modifier.widthIn(max = ReadingWidth).fillMaxSize(),
            contentPadding = PaddingValues(start = 24.dp, end = 24.dp, top = 8.dp, bottom = 32.dp),
            verticalArrangement = Arrangement.spacedBy(10.dp),
        ) {
            clinics.forEachIndexed { i, there -> atClinic(there, Modifier.apart(i > 0), starting, onEvent) }
            item("add") {
                Button(
                    Kith.strings.inboxAdd,
                    { onEvent(InboxEvent.AddInvitation) },
                    Modifier.apart(),
                    Weight.Other,
                    Icon.Add,
                )
            }
        }
    }
}

/** Farther from what stands above than things that belong together. */
private fun Modifier.apart(apart: Boolean = true) = if (apart) padding(top = 18.dp) else this

private fun LazyListScope.atClinic(
    there: ClinicCircles,
    modifier: Modifier,
    starting: Boolean,
    onEvent: (InboxEvent) -> Unit,
) {
    val id = there.clinic.id
    item("clinic $id") { ClinicHead(there.clinic, there.unreached, onEvent, modifier) }
    // Someone who was removed can wait to be let in again: the circle stands there twice.
    items(there.circles, { "$id ${it.invitation} ${it.id}" }) { CircleRow(it, onEvent) }
    if (there.mayStart) item("start $id") { Start(starting) { onEvent(InboxEvent.StartCircle(id)) } }
}

@Composable
private fun ClinicHead(clinic: Clinic, unreached: Boolean, onEvent: (InboxEvent) -> Unit, modifier: Modifier) {
    Column(modifier.fillMaxWidth(), Arrangement.spacedBy(10.dp)) {
        Text(clinic.name, Modifier.semantics { heading() }, Kith.type.heading)
        if (unreached) SignedLine(Icon.NoNetwork, Kith.strings.offlineClinic, Kith.colours.noticeInk)
        clinic.oldSince?.let {
            SignedLine(Icon.Info, Kith.strings.inboxOld(Kith.moments.day(it)), Kith.colours.noticeInk)
        }
        if (clinic.hours.isNotBlank()) {
            Text(Kith.strings.chatHours(clinic.hours), style = Kith.type.small, colour = Kith.colours.inkSoft)
        }
        EmergencyButton(clinic.emergency, { onEvent(InboxEvent.Call(it)) })
        CallTheClinic(clinic.telephone, { onEvent(InboxEvent.Call(it)) })
    }
}

@Composable
private fun Start(starting: Boolean, onStart: () -> Unit) {
    val strings = Kith.strings
    Sheet {
        Text(strings.inboxStartTitle, style = Kith.type.strong)
        Text(strings.inboxStartBody)
        Button(if (starting) strings.stateWorking else strings.inboxStart, onStart, enabled = !starting)
    }
}
