package care.kith.screens.design

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.platform.LocalUriHandler
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.unit.dp
import care.kith.screens.Barred
import care.kith.screens.Connection
import care.kith.strings.moment
import care.kith.strings.telephone

/** A sign and a sentence, side by side. */
@Composable
internal fun SignedLine(
    icon: Icon,
    text: String,
    colour: Color = Kith.colours.ink,
    modifier: Modifier = Modifier,
    style: TextStyle = Kith.type.small,
) {
    Row(modifier, Arrangement.spacedBy(8.dp)) {
        // In the middle of the first line, however large the letters are.
        val line = with(LocalDensity.current) { style.lineHeight.toDp() }
        Box(Modifier.height(line), Alignment.Center) { Sign(icon, colour = colour, size = 20.dp) }
        Text(text, style = style, colour = colour)
    }
}

/** A part of a page under its name. */
@Composable
internal fun Part(name: String, modifier: Modifier = Modifier, content: @Composable ColumnScope.() -> Unit) {
    Column(modifier.fillMaxWidth(), Arrangement.spacedBy(12.dp)) {
        Text(name, Modifier.padding(top = 8.dp).semantics { heading() }, Kith.type.heading)
        content()
    }
}

/** A sheet of lighter paper that holds what belongs together. */
@Composable
internal fun Sheet(
    modifier: Modifier = Modifier,
    ground: Color = Kith.colours.surface,
    arrangement: Arrangement.Vertical = Arrangement.spacedBy(12.dp),
    content: @Composable ColumnScope.() -> Unit,
) {
    Column(modifier.fillMaxWidth().background(ground, Rounded).padding(16.dp), arrangement, content = content)
}

/** A thin line between things of a kind. */
@Composable
internal fun Rule(modifier: Modifier = Modifier) {
    Spacer(modifier.fillMaxWidth().height(1.dp).background(Kith.colours.line))
}

/** Always there, offline too: a button that calls for help. */
@Composable
internal fun EmergencyButton(number: String, onCall: (String) -> Unit, modifier: Modifier = Modifier) {
    CallButton(Kith.strings.emergencyLine(telephone(number)), Kith.colours.alarmInk, { onCall(number) }, modifier)
}

/** An [EmergencyButton] across a screen. */
@Composable
internal fun EmergencyBar(number: String, onCall: (String) -> Unit) {
    Box(
        Modifier.fillMaxWidth().background(Kith.colours.sunken).padding(horizontal = 16.dp, vertical = 6.dp),
        Alignment.Center,
    ) { EmergencyButton(number, onCall) }
}

/** Where one is told to call the clinic: a button that does. Nothing where its number is not known. */
@Composable
internal fun CallTheClinic(number: String?, onCall: (String) -> Unit, modifier: Modifier = Modifier) {
    if (number.isNullOrBlank()) return
    CallButton(Kith.strings.emergencyClinic(telephone(number)), Kith.colours.accent, { onCall(number) }, modifier)
}

@Composable
private fun CallButton(words: String, ink: Color, onCall: () -> Unit, modifier: Modifier = Modifier) {
    Row(
        modifier
            .widthIn(max = ReadingWidth)
            .fillMaxWidth()
            .heightIn(min = 48.dp)
            .clip(Rounded)
            .background(Kith.colours.surface)
            .border(2.dp, ink, Rounded)
            .clickable(role = Role.Button, onClick = onCall)
            .padding(horizontal = 16.dp, vertical = 8.dp),
        Arrangement.spacedBy(10.dp, Alignment.CenterHorizontally),
        Alignment.CenterVertically,
    ) {
        if (!Kith.largeText) Sign(Icon.Phone, colour = ink, size = 22.dp)
        Text(words, style = Kith.type.smallStrong, colour = ink)
    }
}

/** Says that there is no network, or that a clinic is out of reach, how old everything is, and that one can go on. */
@Composable
internal fun OfflineLine(connection: Connection, modifier: Modifier = Modifier) {
    if (!connection.offline) return
    val strings = Kith.strings
    val asOf = connection.asOf?.let { strings.offlineAsOf(strings.moment(it, Kith.moments)) } ?: strings.offlineNever
    Row(
        modifier
            .fillMaxWidth()
            .background(Kith.colours.notice)
            .padding(horizontal = 16.dp, vertical = 10.dp)
            .semantics(mergeDescendants = true) { liveRegion = LiveRegionMode.Polite },
        Arrangement.spacedBy(10.dp),
    ) {
        Sign(Icon.NoNetwork, colour = Kith.colours.noticeInk, size = 22.dp)
        Column {
            Text(title(connection) + ". " + asOf, style = Kith.type.smallStrong, colour = Kith.colours.noticeInk)
            connection.barred?.let { BarredLines(it) }
            if (!Kith.largeText && connection.goesOut) {
                Text(strings.offlineLater, style = Kith.type.small, colour = Kith.colours.noticeInk)
            }
        }
    }
}

@Composable
private fun title(connection: Connection): String = when (connection.barred) {
    null -> if (connection.partly) Kith.strings.offlinePartly else Kith.strings.offlineTitle
    is Barred.Login -> Kith.strings.barredLoginTitle
    is Barred.ProxyLogin -> Kith.strings.barredProxyTitle
    is Barred.Clock -> Kith.strings.barredClockTitle
    is Barred.Full -> Kith.strings.barredFullTitle
    is Barred.Stopped -> Kith.strings.barredStoppedTitle
}

/** What to do about what stands between. The page is opened in the person's own browser. */
@Composable
private fun BarredLines(barred: Barred) {
    val strings = Kith.strings
    val browser = LocalUriHandler.current
    val body = when (barred) {
        is Barred.Login -> strings.barredLoginBody
        is Barred.ProxyLogin -> strings.barredProxyBody
        is Barred.Clock -> strings.barredClockBody
        is Barred.Full -> strings.barredFullBody
        is Barred.Stopped -> strings.barredStoppedBody
    }
    Text(body, style = Kith.type.small, colour = Kith.colours.noticeInk)
    if (barred is Barred.Login) {
        var hasNone by remember { mutableStateOf(false) }
        val open = { hasNone = !browser.opens(barred.page) }
        Button(strings.barredLoginOpen, open, Modifier.padding(vertical = 6.dp), Weight.Other)
        if (hasNone) Text(strings.stateNoBrowser, style = Kith.type.small, colour = Kith.colours.noticeInk)
    }
}
