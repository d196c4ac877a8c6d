package care.kith.screens.chat

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.combinedClickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.semantics.stateDescription
import androidx.compose.ui.text.input.ImeAction
import androidx.compose.ui.unit.dp
import care.kith.screens.Audience
import care.kith.screens.Person
import care.kith.screens.design.Ask
import care.kith.screens.design.Button
import care.kith.screens.design.ChatWidth
import care.kith.screens.design.Choice
import care.kith.screens.design.Choices
import care.kith.screens.design.Entry
import care.kith.screens.design.Icon
import care.kith.screens.design.IconButton
import care.kith.screens.design.Kith
import care.kith.screens.design.RoleMark
import care.kith.screens.design.Rounded
import care.kith.screens.design.Rule
import care.kith.screens.design.Sign
import care.kith.screens.design.SignedLine
import care.kith.screens.design.Text
import care.kith.screens.design.audience
import care.kith.screens.design.readyForTyping

/** Where one writes: to whom, who reads it, when the clinic will ([hours], in its own words), the words. */
@Composable
internal fun Composer(
    state: ComposerState,
    hours: String,
    onEvent: (ChatEvent) -> Unit,
    modifier: Modifier = Modifier,
) {
    Column(modifier.fillMaxWidth().background(Kith.colours.ground)) {
        Rule()
        Box(Modifier.fillMaxWidth(), Alignment.Center) {
            Column(
                Modifier
                    .widthIn(max = ChatWidth + 32.dp)
                    .fillMaxWidth()
                    .padding(horizontal = 16.dp, vertical = 10.dp),
                Arrangement.spacedBy(10.dp),
            ) {
                if (Kith.largeText) AudienceInBrief(state, hours, onEvent) else AudienceInFull(state, hours, onEvent)
                state.editing?.let { Edited(it, onEvent) }
                state.quote?.let { Answered(it, onEvent) }
                if (state.naming.isNotEmpty()) Named(state.naming, onEvent)
                Words(state, onEvent)
            }
        }
    }
}

/** Which message gets other words, and the way out of it. */
@Composable
private fun Edited(was: String, onEvent: (ChatEvent) -> Unit) {
    Row(
        Modifier.fillMaxWidth().background(Kith.colours.notice, Rounded).padding(start = 16.dp),
        Arrangement.spacedBy(8.dp),
        Alignment.CenterVertically,
    ) {
        Column(Modifier.weight(1f).padding(vertical = 8.dp)) {
            SignedLine(Icon.Pen, Kith.strings.chatEditing, Kith.colours.noticeInk, style = Kith.type.smallStrong)
            Text(was, style = Kith.type.small, colour = Kith.colours.noticeInk, maxLines = 2)
        }
        val leave = { onEvent(ChatEvent.CancelEdit) }
        IconButton(Icon.Cross, Kith.strings.chatEditStop, leave, colour = Kith.colours.noticeInk)
    }
}

/** What is answered, and the way out of it. */
@Composable
private fun Answered(quote: Quote, onEvent: (ChatEvent) -> Unit) {
    Row(Modifier.fillMaxWidth(), Arrangement.spacedBy(8.dp), Alignment.CenterVertically) {
        QuoteLines(quote, Modifier.weight(1f))
        IconButton(Icon.Cross, Kith.strings.chatReplyStop, { onEvent(ChatEvent.CancelReply) })
    }
}

/** Whom the name may mean that was begun behind an @. */
@Composable
private fun Named(people: List<Person>, onEvent: (ChatEvent) -> Unit) {
    Column(Modifier.fillMaxWidth(), Arrangement.spacedBy(6.dp)) {
        Text(Kith.strings.chatMention, style = Kith.type.smallStrong)
        FlowRow(Modifier.fillMaxWidth(), Arrangement.spacedBy(8.dp), Arrangement.spacedBy(8.dp)) {
            people.forEach { person ->
                val name = { onEvent(ChatEvent.NameChosen(person.id)) }
                Row(
                    Modifier
                        .heightIn(min = 48.dp)
                        .clip(Rounded)
                        .background(Kith.colours.surface)
                        .border(1.dp, Kith.colours.edge, Rounded)
                        .clickable(role = Role.Button, onClick = name)
                        .padding(horizontal = 12.dp, vertical = 8.dp),
                    Arrangement.spacedBy(8.dp),
                    Alignment.CenterVertically,
                ) {
                    RoleMark(person, size = 28.dp)
                    Text(person.name, style = Kith.type.small)
                }
            }
        }
    }
}

@Composable
private fun ReadersLine(state: ComposerState, hours: String) {
    val care = state.audience == Audience.Care
    SignedLine(
        if (care) Icon.Lock else Icon.People,
        Kith.strings.readers(state.audience, state.readers, Kith.mine),
        if (care) Kith.colours.careInk else Kith.colours.ink,
    )
    if (care && hours.isNotBlank()) SignedLine(Icon.Clock, Kith.strings.chatHours(hours))
}

@Composable
private fun AudienceInFull(state: ComposerState, hours: String, onEvent: (ChatEvent) -> Unit) {
    if (state.choices.size > 1) Audiences(state, onEvent)
    ReadersLine(state, hours)
}

/** With large letters one line says who reads it, and opens the rest. */
@Composable
private fun AudienceInBrief(state: ComposerState, hours: String, onEvent: (ChatEvent) -> Unit) {
    val strings = Kith.strings
    var open by remember { mutableStateOf(false) }
    val ask = { open = true }
    val asked = Modifier
        .clickable(role = Role.Button, onClick = ask)
        .semantics {
            contentDescription = strings.chatAudienceQuestion
            stateDescription = strings.audience(state.audience)
        }
    AudienceMark(state.audience, chosen = true, asked, Modifier.fillMaxWidth())
    if (!open) return
    Ask(
        strings.chatAudienceQuestion,
        { open = false },
        answers = { Button(strings.actionClose, { open = false }) },
    ) {
        if (state.choices.size > 1) {
            Choices {
                state.choices.forEach { audience ->
                    Choice(
                        strings.audience(audience),
                        audience == state.audience,
                        { onEvent(ChatEvent.AudienceChosen(audience)) },
                    )
                }
            }
        }
        ReadersLine(state, hours)
    }
}

@Composable
private fun Audiences(state: ComposerState, onEvent: (ChatEvent) -> Unit) {
    val question = Kith.strings.chatAudienceQuestion
    Row(
        Modifier.fillMaxWidth().selectableGroup().semantics { contentDescription = question },
        Arrangement.spacedBy(8.dp),
    ) {
        state.choices.forEach { audience ->
            val chosen = audience == state.audience
            val choose = { onEvent(ChatEvent.AudienceChosen(audience)) }
            AudienceMark(
                audience,
                chosen,
                Modifier.selectable(chosen, role = Role.RadioButton, onClick = choose),
                Modifier.weight(1f),
            )
        }
    }
}

/** Who reads it: a sign, a word, a colour. [touched] says what a touch does. */
@Composable
private fun AudienceMark(audience: Audience, chosen: Boolean, touched: Modifier, modifier: Modifier) {
    val colours = Kith.colours
    val care = audience == Audience.Care
    val ink = if (care) colours.careInk else colours.accent
    val ground = if (!chosen) {
        colours.surface
    } else if (care) {
        colours.care
    } else {
        colours.mine
    }
    Row(
        modifier
            .heightIn(min = 48.dp)
            .clip(Rounded)
            .background(ground)
            .border(if (chosen) 3.dp else 1.dp, if (chosen) ink else colours.edge, Rounded)
            .then(touched)
            .padding(horizontal = 10.dp, vertical = 8.dp),
        Arrangement.spacedBy(8.dp, Alignment.CenterHorizontally),
        Alignment.CenterVertically,
    ) {
        Sign(
            if (chosen) {
                Icon.Check
            } else if (care) {
                Icon.Lock
            } else {
                Icon.People
            },
            colour = ink,
            size = 20.dp,
        )
        Text(
            Kith.strings.audience(audience),
            Modifier.weight(1f, fill = false),
            if (chosen) Kith.type.smallStrong else Kith.type.small,
        )
    }
}

@Composable
private fun Words(state: ComposerState, onEvent: (ChatEvent) -> Unit) {
    val strings = Kith.strings
    val send = { if (state.draft.isNotBlank()) onEvent(ChatEvent.Send(state.number)) }
    // Other words for what was said wait for nothing.
    val later = { onEvent(ChatEvent.Ask(ChatQuestion.When())) }
        .takeIf { state.draft.isNotBlank() && state.editing == null }
    Row(Modifier.fillMaxWidth(), Arrangement.spacedBy(10.dp), Alignment.Bottom) {
        Entry(
            state.draft,
            { onEvent(ChatEvent.DraftChanged(it, state.number)) },
            strings.chatField,
            Modifier.weight(1f).then(readyForTyping()),
            hint = strings.chatField,
            maxLines = 5,
            imeAction = ImeAction.Send,
            onEnter = send,
        )
        if (later != null) {
            IconButton(Icon.Clock, strings.chatSendLater, later, Modifier.padding(bottom = 4.dp))
        }
        SendButton(state, send, later)
    }
}

@Composable
private fun SendButton(state: ComposerState, onSend: () -> Unit, onLater: (() -> Unit)?) {
    val colours = Kith.colours
    val ready = state.draft.isNotBlank()
    val care = state.audience == Audience.Care
    val edits = state.editing != null
    val label = if (edits) Kith.strings.chatEditSave else Kith.strings.chatSend
    val ground = if (!ready) {
        colours.sunken
    } else if (care) {
        colours.careInk
    } else {
        colours.accent
    }
    val ink = if (!ready) {
        colours.inkSoft
    } else if (care) {
        colours.care
    } else {
        colours.onAccent
    }
    Box(
        Modifier
            .size(56.dp)
            .clip(Rounded)
            .background(ground)
            .combinedClickable(
                ready,
                role = Role.Button,
                onLongClickLabel = Kith.strings.chatSendLater.takeIf { onLater != null },
                onLongClick = onLater,
                onClick = onSend,
            ).semantics { contentDescription = label },
        Alignment.Center,
    ) { Sign(if (edits) Icon.Check else Icon.Send, colour = ink) }
}
