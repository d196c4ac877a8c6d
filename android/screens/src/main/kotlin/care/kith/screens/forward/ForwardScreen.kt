package care.kith.screens.forward

import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import care.kith.screens.Audience
import care.kith.screens.design.Ask
import care.kith.screens.design.Button
import care.kith.screens.design.Frame
import care.kith.screens.design.Icon
import care.kith.screens.design.InCircle
import care.kith.screens.design.Kith
import care.kith.screens.design.Middle
import care.kith.screens.design.Nothing
import care.kith.screens.design.OfflineLine
import care.kith.screens.design.PersonLine
import care.kith.screens.design.ReadersMark
import care.kith.screens.design.ReadingWidth
import care.kith.screens.design.Rounded
import care.kith.screens.design.Sign
import care.kith.screens.design.SignedLine
import care.kith.screens.design.Text
import care.kith.screens.design.TopNote
import care.kith.screens.design.Weight
import care.kith.screens.design.Whole
import care.kith.screens.design.audience
import care.kith.screens.design.list

/** Where the words of a message are said once more. */
@Composable
public fun ForwardScreen(state: ForwardState, onEvent: (ForwardEvent) -> Unit, modifier: Modifier = Modifier) {
    val strings = Kith.strings
    Frame(strings.forwardTitle, modifier, onBack = { onEvent(ForwardEvent.Back) }) {
        OfflineLine(state.connection)
        val sent = state.sent
        if (sent != null) {
            Sent(sent, onEvent)
        } else {
            Whole(state.places, { onEvent(ForwardEvent.Resolve(it)) }) { places ->
                TopNote(state.problem) { onEvent(ForwardEvent.Resolve(it)) }
                if (places.isEmpty()) {
                    Nothing(strings.forwardNowhereTitle, strings.forwardNowhereBody)
                } else {
                    Places(state, places, onEvent)
                }
            }
        }
        state.asks?.let { Reads(it, state.sending, onEvent) }
    }
}

@Composable
private fun ColumnScope.Places(state: ForwardState, places: List<ForwardPlace>, onEvent: (ForwardEvent) -> Unit) {
    LazyColumn(
        Modifier.weight(1f).fillMaxSize(),
        contentPadding = PaddingValues(16.dp),
        verticalArrangement = Arrangement.spacedBy(8.dp),
        horizontalAlignment = Alignment.CenterHorizontally,
    ) {
        item(key = "words") { Words(state.words, state.changed) }
        items(places, key = { "${it.audience} ${it.circleId}" }) { place ->
            PlaceRow(place, !state.sending) { onEvent(ForwardEvent.Choose(place.circleId, place.audience)) }
        }
    }
}

/** What is passed on, and as whose. */
@Composable
private fun Words(words: String, changed: Boolean) {
    Column(
        Modifier.widthIn(max = ReadingWidth).fillMaxWidth().padding(bottom = 8.dp),
        Arrangement.spacedBy(12.dp),
    ) {
        if (changed) SignedLine(Icon.Alert, Kith.strings.forwardChanged, Kith.colours.noticeInk)
        // All of them: nobody passes on what they could not read here.
        Text(words, Modifier.fillMaxWidth().background(Kith.colours.sunken, Rounded).padding(12.dp), Kith.type.small)
        Text(Kith.strings.forwardYours, style = Kith.type.small, colour = Kith.colours.inkSoft)
        Text(Kith.strings.forwardLead, Modifier.semantics { heading() }, Kith.type.heading)
    }
}

@Composable
private fun PlaceRow(place: ForwardPlace, enabled: Boolean, onChoose: () -> Unit) {
    val care = place.audience == Audience.Care
    Column(
        Modifier
            .widthIn(max = ReadingWidth)
            .fillMaxWidth()
            .heightIn(min = 64.dp)
            .clip(Rounded)
            .background(if (care) Kith.colours.care else Kith.colours.surface)
            .clickable(enabled, role = Role.Button, onClick = onChoose)
            .padding(horizontal = 16.dp, vertical = 12.dp),
        Arrangement.spacedBy(4.dp),
    ) {
        Text(place.title, style = Kith.type.strong)
        ReadBy(place.audience)
    }
}

@Composable
private fun ReadBy(audience: Audience) = ReadersMark(audience, Kith.colours.inkSoft, Kith.type.small)

/** Others would read it: nothing is sent before the person has seen who. */
@Composable
private fun Reads(asks: ForwardAsk, sending: Boolean, onEvent: (ForwardEvent) -> Unit) {
    val strings = Kith.strings
    val leave = { onEvent(ForwardEvent.Cancel) }
    InCircle(asks.place.mine) {
        Ask(
            strings.forwardAsk,
            leave,
            guarded = true,
            answers = {
                Button(strings.forwardYes, { onEvent(ForwardEvent.Send) }, icon = Icon.Send, enabled = !sending)
                Button(strings.actionCancel, leave, weight = Weight.Other)
            },
        ) {
            Text(asks.place.title, style = Kith.type.strong)
            ReadBy(asks.place.audience)
            Text(strings.forwardReaders(strings.list(asks.readers.map { it.name })))
            asks.readers.forEach { PersonLine(it) }
        }
    }
}

@Composable
private fun ColumnScope.Sent(place: ForwardPlace, onEvent: (ForwardEvent) -> Unit) {
    val strings = Kith.strings
    Middle {
        Sign(Icon.Check, colour = Kith.colours.accent, size = 44.dp)
        Text(
            strings.forwardSent(place.title),
            Modifier.semantics { heading() },
            Kith.type.heading,
            align = TextAlign.Center,
        )
        ReadBy(place.audience)
        Button(strings.actionClose, { onEvent(ForwardEvent.Back) })
        Button(strings.forwardShow, { onEvent(ForwardEvent.Show) }, weight = Weight.Other)
    }
}
