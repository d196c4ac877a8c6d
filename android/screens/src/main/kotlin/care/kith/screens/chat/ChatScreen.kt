package care.kith.screens.chat

import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import care.kith.screens.design.ChatWidth
import care.kith.screens.design.EmergencyBar
import care.kith.screens.design.Frame
import care.kith.screens.design.Icon
import care.kith.screens.design.IconButton
import care.kith.screens.design.InCircle
import care.kith.screens.design.Kith
import care.kith.screens.design.Nothing
import care.kith.screens.design.OfflineLine
import care.kith.screens.design.ProblemNote
import care.kith.screens.design.Sheet
import care.kith.screens.design.Sign
import care.kith.screens.design.SignedLine
import care.kith.screens.design.Text
import care.kith.screens.design.Whole

/** A circle's conversation: what was said, and where one writes. */
@Composable
public fun ChatScreen(state: ChatState, onEvent: (ChatEvent) -> Unit, modifier: Modifier = Modifier) {
    InCircle(state.mine) { Conversation(state, onEvent, modifier) }
}

@Composable
private fun Conversation(state: ChatState, onEvent: (ChatEvent) -> Unit, modifier: Modifier) {
    val strings = Kith.strings
    Frame(
        state.title,
        modifier,
        onBack = { onEvent(ChatEvent.Back) },
        under = strings.chatPeople(state.people).takeIf { state.people > 0 },
        actions = {
            IconButton(Icon.Search, strings.chatSearch, { onEvent(ChatEvent.OpenSearch) })
            IconButton(Icon.People, strings.peopleTitle, { onEvent(ChatEvent.OpenPeople) })
        },
    ) {
        state.clinic?.let { clinic -> EmergencyBar(clinic.emergency, { onEvent(ChatEvent.Call(it)) }) }
        OfflineLine(state.connection)
        if (state.shelved > 0) ShelfLine(state.shelved) { onEvent(ChatEvent.OpenShelf) }
        Whole(state.timeline, { onEvent(ChatEvent.Resolve(it)) }) { timeline ->
            val waits = state.standing == Standing.WaitingForPatient && timeline.rows.isEmpty()
            if (waits) {
                Nothing(strings.chatWaitingForPatientTitle, strings.chatWaitingForPatientBody)
            } else if (timeline.rows.isEmpty()) {
                Nothing(strings.chatEmptyTitle, strings.chatEmptyBody)
            } else {
                TimelineList(timeline, state.clinic, onEvent, Modifier.weight(1f).fillMaxWidth())
            }
            state.problem?.let { problem ->
                ProblemNote(problem, { onEvent(ChatEvent.Resolve(it)) }, Modifier.padding(12.dp))
            }
            if (!waits) StandingNote(state.standing, state.mine)
            if (state.later.isNotEmpty()) LaterLine(state.later, onEvent)
            if (state.standing == Standing.Member || state.standing == Standing.Rejoining) {
                Composer(state.composer, state.clinic?.hours.orEmpty(), onEvent)
            }
            state.question?.let { Asked(it, state, onEvent) }
        }
    }
}

/** Leads to what is important. */
@Composable
private fun ShelfLine(count: Int, onOpen: () -> Unit) {
    Box(Modifier.fillMaxWidth().background(Kith.colours.mine), Alignment.Center) {
        Row(
            Modifier
                .widthIn(max = ChatWidth + 32.dp)
                .fillMaxWidth()
                .heightIn(min = 48.dp)
                .clickable(role = Role.Button, onClick = onOpen)
                .padding(horizontal = 16.dp, vertical = 8.dp),
            Arrangement.spacedBy(10.dp),
            Alignment.CenterVertically,
        ) {
            Sign(Icon.Flag, colour = Kith.colours.accent, size = 20.dp)
            Text(Kith.strings.chatShelf(count), Modifier.weight(1f), Kith.type.smallStrong)
            Sign(Icon.After, colour = Kith.colours.accent, size = 20.dp)
        }
    }
}

/** Why one cannot write, or what becomes of what one writes. */
@Composable
private fun StandingNote(standing: Standing, mine: Boolean) {
    val strings = Kith.strings
    val (title, body) = when (standing) {
        Standing.Member -> {
            return
        }

        Standing.WaitingForPatient -> {
            strings.chatWaitingForPatientTitle to strings.chatWaitingForPatientBody
        }

        Standing.Removed -> {
            strings.chatRemovedTitle to strings.chatRemovedBody
        }

        Standing.Declined -> {
            strings.chatDeclinedTitle to strings.chatDeclinedBody
        }

        Standing.Revoked -> {
            strings.chatRevokedTitle to strings.chatRevokedBody
        }

        Standing.Forgotten -> {
            strings.chatForgottenTitle to strings.chatForgottenBody
        }

        Standing.Rejoining -> {
            strings.chatRejoiningTitle to if (mine) strings.chatRejoiningBodyYou else strings.chatRejoiningBody
        }
    }
    Sheet(Modifier.padding(12.dp).semantics { liveRegion = LiveRegionMode.Polite }, Kith.colours.notice) {
        Column {
            SignedLine(Icon.Info, title, Kith.colours.noticeInk, style = Kith.type.strong)
            Text(body, colour = Kith.colours.noticeInk)
        }
    }
}
