package care.kith.screens.consent

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.padding
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import care.kith.screens.Problem
import care.kith.screens.Role
import care.kith.screens.design.Button
import care.kith.screens.design.Centre
import care.kith.screens.design.Field
import care.kith.screens.design.Frame
import care.kith.screens.design.Guarded
import care.kith.screens.design.Icon
import care.kith.screens.design.Kith
import care.kith.screens.design.Page
import care.kith.screens.design.ProblemNote
import care.kith.screens.design.Sheet
import care.kith.screens.design.Sign
import care.kith.screens.design.Text
import care.kith.screens.design.Weight
import care.kith.screens.design.role
import care.kith.screens.design.sentence

/** What is said beside the name's field. */
private val OfTheName = setOf(Problem.NameUnfit, Problem.NameTooLong, Problem.NameSigns)

/** What one agrees to, in plain words, and the two answers. */
@Composable
public fun ConsentScreen(state: ConsentState, onEvent: (ConsentEvent) -> Unit, modifier: Modifier = Modifier) {
    if (state.phase == ConsentPhase.WaitingForPatient) {
        Waiting(state.name, onEvent, modifier)
    } else {
        Deciding(state, onEvent, modifier)
    }
}

@Composable
private fun Deciding(state: ConsentState, onEvent: (ConsentEvent) -> Unit, modifier: Modifier) {
    val strings = Kith.strings
    Guarded()
    val sending = state.phase == ConsentPhase.Sending
    Frame(strings.consentTitle, modifier, onBack = { onEvent(ConsentEvent.Refuse) }) {
        Page {
            Column {
                Text(inviter(state.invitation), style = Kith.type.strong)
                Text(
                    strings.consentGoodUntil(Kith.moments.day(state.invitation.expires)),
                    style = Kith.type.small,
                    colour = Kith.colours.inkSoft,
                )
            }
            Sheet(arrangement = Arrangement.spacedBy(18.dp)) { Points(state.invitation) }
            val nameFault = state.problem?.takeIf { it in OfTheName }
            Field(
                state.name,
                { onEvent(ConsentEvent.NameChanged(it)) },
                strings.consentNameField,
                fault = nameFault?.let { sentence(it) },
                onDone = { if (!sending) onEvent(ConsentEvent.Agree) },
            )
            if (nameFault == null) {
                state.problem?.let { problem -> ProblemNote(problem, { onEvent(ConsentEvent.Resolve(it)) }) }
            }
            Button(
                if (sending) strings.consentSending else strings.consentAgree,
                { onEvent(ConsentEvent.Agree) },
                Modifier.padding(top = 8.dp),
                enabled = state.name.isNotBlank() && !sending,
            )
            Button(
                strings.consentRefuse,
                { onEvent(ConsentEvent.Refuse) },
                weight = Weight.Other,
                enabled = !sending,
            )
        }
    }
}

@Composable
private fun inviter(invitation: Invitation): String = when (invitation) {
    is Invitation.FromClinic -> {
        invitation.clinic?.let { Kith.strings.consentFromNamedClinic(it) } ?: Kith.strings.consentFromClinic
    }

    is Invitation.FromPatient -> {
        Kith.strings.consentFromPatient(Kith.strings.role(invitation.role, invitation.relationship))
    }
}

@Composable
private fun Points(invitation: Invitation) {
    val strings = Kith.strings
    Point(Icon.People, strings.consentReadTitle, strings.consentReadBody)
    if (invitation is Invitation.FromPatient && invitation.role in setOf(Role.Family, Role.Proxy)) {
        Point(Icon.Lock, strings.consentFamilyTitle, strings.consentFamilyBody)
    }
    Point(Icon.Person, strings.consentDecideTitle, strings.consentDecideBody)
    Point(Icon.Globe, strings.consentRelayTitle, strings.consentRelayBody)
    Point(Icon.Clock, strings.consentKeepTitle, strings.consentKeepBody)
    Row(horizontalArrangement = Arrangement.spacedBy(14.dp)) {
        Sign(Icon.Phone, colour = Kith.colours.accent)
        Text(strings.emergencyBare, style = Kith.type.strong)
    }
}

@Composable
private fun Point(icon: Icon, title: String, body: String) {
    Row(Modifier.semantics(mergeDescendants = true) {}, Arrangement.spacedBy(14.dp)) {
        Sign(icon, colour = Kith.colours.accent)
        Column {
            Text(title, style = Kith.type.strong)
            Text(body)
        }
    }
}

@Composable
private fun Waiting(name: String, onEvent: (ConsentEvent) -> Unit, modifier: Modifier) {
    val strings = Kith.strings
    Centre(modifier) {
        Sign(Icon.Clock, colour = Kith.colours.accent, size = 56.dp)
        Text(
            strings.consentWaitingTitle,
            Modifier.semantics { heading() },
            Kith.type.title,
            align = TextAlign.Center,
        )
        Text(strings.consentWaitingBody(name), align = TextAlign.Center)
        Button(strings.consentWaitingGo, { onEvent(ConsentEvent.Continue) })
    }
}
