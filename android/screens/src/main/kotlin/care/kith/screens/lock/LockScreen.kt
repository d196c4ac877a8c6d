package care.kith.screens.lock

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import care.kith.screens.design.Button
import care.kith.screens.design.CallTheClinic
import care.kith.screens.design.Choice
import care.kith.screens.design.Choices
import care.kith.screens.design.EmergencyBar
import care.kith.screens.design.Field
import care.kith.screens.design.Foot
import care.kith.screens.design.Icon
import care.kith.screens.design.Kith
import care.kith.screens.design.Middle
import care.kith.screens.design.RemedyButtons
import care.kith.screens.design.Sign
import care.kith.screens.design.SignedLine
import care.kith.screens.design.Text
import care.kith.screens.design.Weight
import care.kith.screens.design.sentence
import care.kith.screens.design.title

/** The door to the messages: one button for whoever is at home here. */
@Composable
public fun LockScreen(state: LockState, onEvent: (LockEvent) -> Unit, modifier: Modifier = Modifier) {
    Column(modifier.fillMaxSize()) {
        Middle {
            Sign(Icon.Lock, colour = Kith.colours.accent, size = 56.dp)
            Text(title(state), Modifier.semantics { heading() }, Kith.type.title, align = TextAlign.Center)
            Said(state.phase)
            if (state.people.size > 1 && state.phase.isAtTheDoor) Who(state, onEvent)
            Codes(state, onEvent)
        }
        Foot { Doing(state, onEvent) }
        state.emergency.forEach { number -> EmergencyBar(number, { onEvent(LockEvent.Call(it)) }) }
    }
}

/** Whether someone else may come instead. */
private val LockPhase.isAtTheDoor: Boolean
    get() = this == LockPhase.Closed || this == LockPhase.NotRecognised || this is LockPhase.Failed

@Composable
private fun title(state: LockState): String {
    val strings = Kith.strings
    val only = state.people.singleOrNull()
    val chosen = state.people.find { it.id == state.chosen } ?: only
    return when (state.phase) {
        LockPhase.NoDeviceLock -> strings.lockNoDeviceLockTitle
        LockPhase.KeyLost -> strings.lockKeyLostTitle
        is LockPhase.Code -> chosen?.let { strings.lockHello(it.name) } ?: strings.lockTitle
        is LockPhase.NewCode -> strings.lockNewCodeTitle
        is LockPhase.Wait -> strings.lockWaitTitle
        LockPhase.Closed -> if (only == null) strings.lockWho else greeting(only)
        is LockPhase.Failed -> strings.title(state.phase.problem) ?: strings.lockTitle
        else -> strings.lockTitle
    }
}

/** Whoever has not said their name yet is greeted without one. */
@Composable
private fun greeting(person: LockedPerson): String =
    if (person.name.isBlank()) Kith.strings.welcomeTitle else Kith.strings.lockHello(person.name)

@Composable
private fun Said(phase: LockPhase) {
    val strings = Kith.strings
    val words = when (phase) {
        LockPhase.Closed -> strings.lockTitle
        is LockPhase.Code -> strings.lockCodeHelp
        is LockPhase.NewCode -> strings.lockNewCodeHelp
        is LockPhase.Wait -> strings.lockWaitBody(Kith.moments.time(phase.until))
        LockPhase.Asking -> strings.lockAsking
        LockPhase.Opening -> strings.lockOpening
        LockPhase.NotRecognised -> strings.lockNotRecognised
        LockPhase.NoDeviceLock -> strings.lockNoDeviceLockBody
        LockPhase.KeyLost -> strings.lockKeyLostBody
        is LockPhase.Failed -> sentence(phase.problem)
    }
    Text(words, Modifier.semantics { liveRegion = LiveRegionMode.Polite }, align = TextAlign.Center)
}

@Composable
private fun Who(state: LockState, onEvent: (LockEvent) -> Unit) {
    Choices {
        state.people.forEach { person ->
            Choice(person.name, person.id == state.chosen, { onEvent(LockEvent.Choose(person.id)) })
        }
    }
}

/** The fields for a code of one's own. */
@Composable
private fun Codes(state: LockState, onEvent: (LockEvent) -> Unit) {
    val strings = Kith.strings
    val open = { state.chosen?.let { onEvent(LockEvent.Open(it)) } ?: Unit }
    when (val phase = state.phase) {
        is LockPhase.Code -> {
            val wrong = strings.lockCodeWrong.takeIf { phase.wrong }
            CodeField(phase.typed, { onEvent(LockEvent.CodeChanged(it)) }, strings.lockCodeField, wrong, open)
        }

        is LockPhase.NewCode -> {
            val fault = when (phase.fault) {
                CodeFault.TooEasy -> strings.lockNewCodeTooEasy
                CodeFault.Different -> strings.lockNewCodeDifferent
                null -> null
            }
            CodeField(
                phase.typed,
                { onEvent(LockEvent.CodeChanged(it)) },
                strings.lockCodeField,
                fault.takeIf { phase.fault == CodeFault.TooEasy },
            )
            CodeField(
                phase.again,
                { onEvent(LockEvent.CodeAgainChanged(it)) },
                strings.lockNewCodeAgain,
                fault.takeIf { phase.fault == CodeFault.Different },
                open,
            )
            SignedLine(Icon.Alert, strings.lockNewCodeForgotten)
        }

        else -> {}
    }
}

@Composable
private fun CodeField(
    typed: String,
    onChange: (String) -> Unit,
    label: String,
    fault: String?,
    onDone: () -> Unit = {},
) = Field(typed, onChange, label, fault = fault, secret = true, onDone = onDone)

@Composable
private fun Doing(state: LockState, onEvent: (LockEvent) -> Unit) {
    val strings = Kith.strings
    when (val phase = state.phase) {
        LockPhase.Closed, LockPhase.NotRecognised, LockPhase.Asking -> {
            val chosen = state.chosen ?: state.people.singleOrNull()?.id
            Button(
                if (phase == LockPhase.NotRecognised) strings.actionTryAgain else strings.lockOpen,
                { chosen?.let { onEvent(LockEvent.Open(it)) } },
                enabled = chosen != null,
            )
        }

        is LockPhase.Code, is LockPhase.NewCode, is LockPhase.Wait -> {
            DoingCodes(state, phase, onEvent)
        }

        LockPhase.NoDeviceLock -> {
            Button(strings.lockDeviceSettings, { onEvent(LockEvent.OpenDeviceSettings) })
        }

        LockPhase.KeyLost -> {
            Button(strings.actionStartOver, { onEvent(LockEvent.StartOver) })
            state.telephones.forEach { number -> CallTheClinic(number, { onEvent(LockEvent.Call(it)) }) }
        }

        is LockPhase.Failed -> {
            RemedyButtons(phase.problem, { onEvent(LockEvent.Resolve(it)) })
        }

        LockPhase.Opening -> {}
    }
}

@Composable
private fun DoingCodes(state: LockState, phase: LockPhase, onEvent: (LockEvent) -> Unit) {
    val strings = Kith.strings
    val isReady = when (phase) {
        is LockPhase.Code -> phase.typed.isNotEmpty()
        is LockPhase.NewCode -> phase.typed.isNotEmpty() && phase.again.isNotEmpty()
        else -> false
    }
    if (phase !is LockPhase.Wait) {
        Button(strings.lockOpen, { state.chosen?.let { onEvent(LockEvent.Open(it)) } }, enabled = isReady)
    }
    if (state.people.size > 1) {
        Button(strings.lockNotMe, { onEvent(LockEvent.NotMe) }, weight = Weight.Other)
    }
}
