package care.kith.screens.number

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.widthIn
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.remember
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.platform.LocalLayoutDirection
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.LayoutDirection
import androidx.compose.ui.unit.dp
import care.kith.screens.Doubt
import care.kith.screens.design.Button
import care.kith.screens.design.Foot
import care.kith.screens.design.Frame
import care.kith.screens.design.Icon
import care.kith.screens.design.Kith
import care.kith.screens.design.Page
import care.kith.screens.design.Rounded
import care.kith.screens.design.Sheet
import care.kith.screens.design.SignedLine
import care.kith.screens.design.Text
import care.kith.screens.design.TopNote
import care.kith.screens.design.Weight
import care.kith.screens.design.Whole
import care.kith.screens.people.DoubtLine
import care.kith.screens.qr.Finder
import care.kith.screens.qr.QrCode
import care.kith.screens.qr.QrPicture
import care.kith.screens.qr.finderHelp
import care.kith.screens.welcome.Camera

/** So many groups of digits stand side by side; with large letters fewer. */
private const val ACROSS = 3

/**
 * Who is it? The number of two people, and the way to compare it.
 *
 * @param camera what the device sees, drawn by the platform, which also hands on what a code says.
 */
@Composable
public fun NumberScreen(
    state: NumberState,
    onEvent: (NumberEvent) -> Unit,
    modifier: Modifier = Modifier,
    camera: @Composable (Modifier) -> Unit = {},
) {
    val looking = state.camera
    if (looking != null) {
        Looking(looking, state.opposite, onEvent, modifier, camera)
    } else {
        Number(state, onEvent, modifier)
    }
}

@Composable
private fun Number(state: NumberState, onEvent: (NumberEvent) -> Unit, modifier: Modifier) {
    Frame(
        Kith.strings.numberTitle,
        modifier,
        onBack = { onEvent(NumberEvent.Back) },
        under = state.name.ifEmpty { null },
    ) {
        Whole(state.number, { onEvent(NumberEvent.Resolve(it)) }) { number ->
            TopNote(state.problem) { onEvent(NumberEvent.Resolve(it)) }
            Page(Arrangement.spacedBy(16.dp)) { Shown(state, number, onEvent) }
        }
    }
}

@Composable
private fun Shown(state: NumberState, number: PairNumber, onEvent: (NumberEvent) -> Unit) {
    val strings = Kith.strings
    val where = where(state.opposite)
    state.compared?.let { Outcome(it, called(state), where) }
    // It was said before, and holds.
    if (number.different && state.compared != Compared.Different) {
        Sheet(ground = Kith.colours.alarm) { DoubtLine(Doubt.Different) }
    }
    Text(strings.numberLead)
    val code = remember(number.code) { QrCode.of(number.code) }
    Box(Modifier.fillMaxWidth(), Alignment.Center) {
        QrPicture(code, strings.numberCodeSpoken, Modifier.widthIn(max = 320.dp).clip(Rounded))
    }
    Digits(number.groups)
    number.checked?.let {
        val checked = strings.peopleChecked(Kith.moments.day(it))
        SignedLine(Icon.Check, checked, Kith.colours.accent, style = Kith.type.strong)
    }
    SignedLine(Icon.Info, where, style = Kith.type.body)
    if (state.sees) Button(strings.numberScan, { onEvent(NumberEvent.Scan) }, icon = Icon.Code)
    Said(state.sees, number, onEvent)
}

/** What the person says of the digits. */
@Composable
private fun Said(sees: Boolean, number: PairNumber, onEvent: (NumberEvent) -> Unit) {
    val strings = Kith.strings
    // What was different no word makes the same where a code can be looked at: only another look does.
    if (!number.different || !sees) {
        if (number.checked == null) {
            val weight = if (sees || number.different) Weight.Other else Weight.Main
            Button(strings.numberSame, { onEvent(NumberEvent.Same) }, weight = weight)
        } else {
            Button(strings.numberTakeBack, { onEvent(NumberEvent.TakeBack) }, weight = Weight.Quiet)
        }
    }
    if (!number.different) {
        Button(strings.numberAreDifferent, { onEvent(NumberEvent.Different) }, weight = Weight.Grave)
    }
}

/** The name in a sentence: whoever waits is told no name of the patient. */
@Composable
private fun called(state: NumberState): String = when {
    state.name.isNotEmpty() -> state.name
    state.opposite == Opposite.Patient -> Kith.strings.numberPatient
    else -> Kith.strings.chatSomeone
}

/** Where the other one finds the page with the same number. */
@Composable
private fun where(opposite: Opposite): String = when (opposite) {
    Opposite.Inside -> Kith.strings.numberWhere
    Opposite.Comer -> Kith.strings.numberWhereComer
    Opposite.Patient -> Kith.strings.numberWherePatient
}

/** In rows, from left to right in every language, as they are read out. */
@Composable
private fun Digits(groups: List<String>) {
    val across = if (Kith.largeText) 2 else ACROSS
    CompositionLocalProvider(LocalLayoutDirection provides LayoutDirection.Ltr) {
        val spoken = groups.joinToString(", ") { it.toList().joinToString(" ") }
        Column(
            Modifier.fillMaxWidth().clearAndSetSemantics { contentDescription = spoken },
            Arrangement.spacedBy(8.dp),
            Alignment.CenterHorizontally,
        ) {
            groups.chunked(across).forEach { row ->
                Row(horizontalArrangement = Arrangement.spacedBy(20.dp)) {
                    row.forEach { Text(it, style = Kith.type.heading) }
                }
            }
        }
    }
}

@Composable
private fun Outcome(compared: Compared, name: String, where: String) {
    val strings = Kith.strings
    val colours = Kith.colours
    val (ground, ink) = when (compared) {
        Compared.Same -> colours.surface to colours.accent
        Compared.Different -> colours.alarm to colours.alarmInk
        Compared.NotOfKith -> colours.notice to colours.noticeInk
    }
    val (title, body) = when (compared) {
        Compared.Same -> strings.numberIsSame(name) to null
        Compared.Different -> strings.numberDifferent to strings.numberDifferentBody(name)
        Compared.NotOfKith -> strings.numberNotOfKith to where
    }
    Sheet(Modifier.semantics(mergeDescendants = true) { liveRegion = LiveRegionMode.Assertive }, ground) {
        SignedLine(if (compared == Compared.Same) Icon.Check else Icon.Alert, title, ink, style = Kith.type.strong)
        body?.let { Text(it) }
    }
}

@Composable
private fun Looking(
    looking: Camera,
    opposite: Opposite,
    onEvent: (NumberEvent) -> Unit,
    modifier: Modifier,
    camera: @Composable (Modifier) -> Unit,
) {
    val strings = Kith.strings
    Frame(strings.numberScan, modifier, onBack = { onEvent(NumberEvent.Back) }) {
        Page(Arrangement.spacedBy(20.dp)) {
            Text(finderHelp(looking))
            if (looking == Camera.Ready) Finder(camera)
            SignedLine(Icon.Info, where(opposite), style = Kith.type.body)
        }
        // No picture of a code: it comes by the very way that is to be checked, and no one is there.
        if (looking == Camera.NotAllowed) {
            Foot { Button(strings.welcomeCameraAllow, { onEvent(NumberEvent.AllowCamera) }) }
        }
    }
}
