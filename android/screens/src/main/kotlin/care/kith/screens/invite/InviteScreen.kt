package care.kith.screens.invite

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.widthIn
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import care.kith.screens.Role
import care.kith.screens.design.Button
import care.kith.screens.design.Choice
import care.kith.screens.design.Choices
import care.kith.screens.design.Field
import care.kith.screens.design.Foot
import care.kith.screens.design.Frame
import care.kith.screens.design.Icon
import care.kith.screens.design.Kith
import care.kith.screens.design.Page
import care.kith.screens.design.Part
import care.kith.screens.design.ProblemNote
import care.kith.screens.design.Rounded
import care.kith.screens.design.Sheet
import care.kith.screens.design.SignedLine
import care.kith.screens.design.Text
import care.kith.screens.design.Weight
import care.kith.screens.design.role
import care.kith.screens.qr.QrCode
import care.kith.screens.qr.QrPicture

private val Days = listOf(1, 7, 30)

/** Inviting one person: whom, then the code and the link. */
@Composable
public fun InviteScreen(state: InviteState, onEvent: (InviteEvent) -> Unit, modifier: Modifier = Modifier) {
    when (state) {
        is InviteState.Choosing -> Choosing(state, onEvent, modifier)
        is InviteState.Made -> Made(state, onEvent, modifier)
    }
}

@Composable
private fun Choosing(state: InviteState.Choosing, onEvent: (InviteEvent) -> Unit, modifier: Modifier) {
    val strings = Kith.strings
    Frame(strings.inviteTitle, modifier, onBack = { onEvent(InviteEvent.Back) }) {
        Page(Arrangement.spacedBy(20.dp)) {
            Part(strings.inviteWho) {
                Choices {
                    state.roles.forEach { role ->
                        Choice(
                            strings.role(role, mine = true),
                            role == state.role,
                            { onEvent(InviteEvent.RoleChosen(role)) },
                            help = help(role),
                        )
                    }
                }
            }
            Field(
                state.relationship,
                { onEvent(InviteEvent.RelationshipChanged(it)) },
                strings.inviteRelationshipField,
                hint = strings.inviteRelationshipHint,
            )
            Part(strings.inviteDaysQuestion) {
                Choices {
                    Days.forEach { days ->
                        Choice(strings.inviteDays(days), days == state.days, { onEvent(InviteEvent.DaysChosen(days)) })
                    }
                }
            }
        }
        Foot {
            state.problem?.let { problem -> ProblemNote(problem, { onEvent(InviteEvent.Resolve(it)) }) }
            Button(
                if (state.making) strings.stateWorking else strings.inviteMake,
                { onEvent(InviteEvent.Make) },
                enabled = state.role != null && !state.making,
            )
        }
    }
}

@Composable
private fun help(role: Role): String = when (role) {
    Role.Proxy -> Kith.strings.inviteProxyHelp
    Role.Family -> Kith.strings.inviteFamilyHelp
    Role.Clinician -> Kith.strings.inviteClinicianHelp
    Role.Coordinator -> Kith.strings.inviteCoordinatorHelp
    Role.Patient, Role.Administrator -> ""
}

@Composable
private fun Made(state: InviteState.Made, onEvent: (InviteEvent) -> Unit, modifier: Modifier) {
    val strings = Kith.strings
    // Few messengers let a link of ours be touched, and who touches it may have an app that poses as Kith.
    val message = "${strings.inviteMessage(strings.welcomeLink)}\n\n${state.link}"
    val code = remember(state.link) { QrCode.of(state.link) }
    Frame(
        strings.inviteMadeTitle,
        modifier,
        onBack = { onEvent(InviteEvent.Done) },
        under = strings.role(state.role, state.relationship, mine = true),
    ) {
        Page(Arrangement.spacedBy(16.dp)) {
            Text(strings.inviteMadeBody)
            Box(Modifier.fillMaxWidth(), Alignment.Center) {
                QrPicture(code, strings.inviteCodeSpoken, Modifier.widthIn(max = 320.dp).clip(Rounded))
            }
            Text(strings.inviteMadeUntil(Kith.moments.day(state.expires)), style = Kith.type.strong)
            if (state.unsent) {
                Sheet(ground = Kith.colours.notice) {
                    SignedLine(Icon.Info, strings.inviteMadeUnsent, Kith.colours.noticeInk, style = Kith.type.strong)
                }
            }
            SignedLine(Icon.Info, strings.inviteMadeNext, style = Kith.type.body)
            Button(strings.inviteShare, { onEvent(InviteEvent.Share(message)) }, icon = Icon.Send)
            Button(strings.inviteCopy, { onEvent(InviteEvent.Copy(message)) }, weight = Weight.Other, icon = Icon.Copy)
            if (state.copied) {
                SignedLine(
                    Icon.Check,
                    strings.inviteCopied,
                    Kith.colours.accent,
                    Modifier.semantics { liveRegion = LiveRegionMode.Polite },
                    Kith.type.strong,
                )
            }
            Button(strings.inviteDone, { onEvent(InviteEvent.Done) }, weight = Weight.Other)
        }
    }
}
