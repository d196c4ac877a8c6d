package care.kith.screens.chat

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.defaultMinSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.selection.toggleable
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.platform.LocalUriHandler
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import care.kith.screens.Content
import care.kith.screens.design.Ask
import care.kith.screens.design.Button
import care.kith.screens.design.DayAsk
import care.kith.screens.design.Field
import care.kith.screens.design.Icon
import care.kith.screens.design.Kith
import care.kith.screens.design.Rounded
import care.kith.screens.design.Selectable
import care.kith.screens.design.SignedLine
import care.kith.screens.design.Text
import care.kith.screens.design.Weight
import care.kith.screens.design.opens
import care.kith.strings.date
import care.kith.strings.telephone

/** What is asked; nothing where what it is about is not there any more. */
@Composable
internal fun Asked(question: ChatQuestion, state: ChatState, onEvent: (ChatEvent) -> Unit) {
    when (question) {
        is ChatQuestion.Actions -> {
            state.message(question.rowId)?.let { MessageActions(it, state.signs, onEvent) }
        }

        is ChatQuestion.More -> {
            state.message(question.rowId)?.let { MoreActions(it, onEvent) }
        }

        is ChatQuestion.OtherSign -> {
            state.message(question.rowId)?.let { OtherSign(question, it, onEvent) }
        }

        is ChatQuestion.Delete -> {
            state.message(question.rowId)?.let { DeleteQuestion(it, onEvent) }
        }

        is ChatQuestion.Select -> {
            state.message(question.rowId)?.let { SelectQuestion(it, onEvent) }
        }

        is ChatQuestion.Day -> {
            DayQuestion(question, onEvent)
        }

        is ChatQuestion.Leave -> {
            state.message(question.rowId)?.let { LeaveQuestion(it, question, onEvent) }
        }

        else -> {
            AskedLater(question, state, onEvent)
        }
    }
}

private fun ChatState.message(row: Long): ChatRow.Message? {
    val timeline = (timeline as? Content.Ready)?.value ?: return null
    return timeline.rows.find { it.id == row } as? ChatRow.Message
}

/** The days that one can go to. */
@Composable
private fun DayQuestion(question: ChatQuestion.Day, onEvent: (ChatEvent) -> Unit) {
    val month = { at: Long -> onEvent(ChatEvent.Ask(ChatQuestion.Day(at))) }
    DayAsk(question.at, month, { onEvent(ChatEvent.Cancel) }) { day, _ -> onEvent(ChatEvent.GoToDay(day)) }
}

/** What is done with a message most often, each in words; the rest is one touch away. */
@Composable
private fun MessageActions(message: ChatRow.Message, signs: List<String>, onEvent: (ChatEvent) -> Unit) {
    val strings = Kith.strings
    val leave = { onEvent(ChatEvent.Cancel) }
    val rest = restOf(message).takeIf { it.size > 1 }
    val first = firstOf(message, Kith.moments.now()) + if (rest == null) restOf(message) else emptyList()
    Ask(
        strings.chatActions,
        leave,
        answers = {
            if (Act.React in message.may) OfferedSigns(message, signs, onEvent)
            message.live.distinctBy { it.target }.forEach { LiveButton(it, message, onEvent) }
            first.forEach { ActionButton(it, onEvent) }
            if (rest != null) {
                val more = { onEvent(ChatEvent.Ask(ChatQuestion.More(message.id))) }
                Button(strings.chatMore, more, weight = Weight.Other, icon = Icon.More)
            }
            Button(strings.actionClose, leave)
        },
    ) { Text(message.body, maxLines = 3, colour = Kith.colours.inkSoft) }
}

/** What else can be done with a message. */
@Composable
private fun MoreActions(message: ChatRow.Message, onEvent: (ChatEvent) -> Unit) {
    val leave = { onEvent(ChatEvent.Cancel) }
    Ask(
        Kith.strings.chatActions,
        leave,
        answers = {
            restOf(message).forEach { ActionButton(it, onEvent) }
            Button(Kith.strings.actionClose, leave)
        },
    ) { Text(message.body, maxLines = 3, colour = Kith.colours.inkSoft) }
}

@Composable
private fun ActionButton(event: ChatEvent, onEvent: (ChatEvent) -> Unit) =
    Button(Kith.strings.label(event), { onEvent(event) }, weight = Weight.Other, icon = icon(event))

/** Signs that one touch puts to a message; a touch on one's own takes it away. */
@Composable
private fun OfferedSigns(message: ChatRow.Message, signs: List<String>, onEvent: (ChatEvent) -> Unit) {
    FlowRow(
        Modifier.fillMaxWidth(),
        Arrangement.spacedBy(4.dp, Alignment.CenterHorizontally),
        Arrangement.spacedBy(4.dp),
    ) {
        signs.forEach { sign ->
            val mine = message.signs.any { it.mine && it.sign == sign }
            val name = Kith.strings.sign(sign)
            Box(
                Modifier
                    .defaultMinSize(52.dp, 52.dp)
                    .clip(Rounded)
                    .background(if (mine) Kith.colours.mine else Kith.colours.surface)
                    .border(if (mine) 3.dp else 1.dp, if (mine) Kith.colours.accent else Kith.colours.edge, Rounded)
                    .toggleable(mine, role = Role.Checkbox) { onEvent(ChatEvent.React(message.id, sign, it)) }
                    .semantics { contentDescription = name },
                Alignment.Center,
            ) { Text(sign, style = Kith.type.heading) }
        }
    }
}

/** A field for the emoji of the keyboard: the first that is typed is put to the message. */
@Composable
private fun OtherSign(question: ChatQuestion.OtherSign, message: ChatRow.Message, onEvent: (ChatEvent) -> Unit) {
    val strings = Kith.strings
    val leave = { onEvent(ChatEvent.Cancel) }
    Ask(strings.chatSignOther, leave, answers = { Button(strings.actionCancel, leave, weight = Weight.Other) }) {
        Text(message.body, maxLines = 3, colour = Kith.colours.inkSoft)
        Field(
            question.typed,
            { onEvent(ChatEvent.SignTyped(it)) },
            strings.chatSignField,
            fault = strings.chatSignNone.takeIf { question.typed.isNotBlank() },
        )
    }
}

/** Says what deleting does before it happens. */
@Composable
private fun DeleteQuestion(message: ChatRow.Message, onEvent: (ChatEvent) -> Unit) {
    val strings = Kith.strings
    val leave = { onEvent(ChatEvent.Cancel) }
    Ask(
        strings.chatDeleteAsk,
        leave,
        answers = {
            Button(strings.chatDeleteYes, { onEvent(ChatEvent.Delete(message.id)) }, weight = Weight.Grave)
            Button(strings.actionCancel, leave, weight = Weight.Other)
        },
    ) {
        Text(message.body, maxLines = 3, colour = Kith.colours.inkSoft)
        Text(strings.chatDeleteBody)
    }
}

/** The words alone, of which a part can be taken along. */
@Composable
private fun SelectQuestion(message: ChatRow.Message, onEvent: (ChatEvent) -> Unit) {
    val strings = Kith.strings
    Ask(
        strings.chatSelect,
        { onEvent(ChatEvent.Cancel) },
        answers = {
            val copy = { onEvent(ChatEvent.Copy(message.id)) }
            Button(strings.chatCopy, copy, weight = Weight.Other, icon = Icon.Copy)
            Button(strings.actionClose, { onEvent(ChatEvent.Cancel) })
        },
    ) {
        Text(strings.chatSelectHelp, style = Kith.type.small, colour = Kith.colours.inkSoft)
        Selectable { Text(message.body) }
    }
}

/** Leads where a part of the words does: to a telephone, to the calendar, or to the question before a page. */
@Composable
private fun LiveButton(live: Live, message: ChatRow.Message, onEvent: (ChatEvent) -> Unit) {
    val strings = Kith.strings
    if (live.host != null) {
        val ask = { onEvent(ChatEvent.Ask(ChatQuestion.Leave(message.id, live.target))) }
        Button(strings.chatOpenPage(live.host), ask, weight = Weight.Other, icon = Icon.Globe)
    } else if (live.date) {
        val date = Kith.moments.date(live.target) ?: return
        val put = { onEvent(ChatEvent.PutInCalendar(live.target)) }
        val words = strings.chatCalendar(strings.date(date, Kith.moments))
        Button(words, put, weight = Weight.Other, icon = Icon.Calendar)
    } else {
        val words = strings.chatCallNumber(telephone(message.body.substring(live.words)))
        Button(words, { onEvent(ChatEvent.Call(live.target)) }, weight = Weight.Other, icon = Icon.Phone)
    }
}

/** Says where a page is before anyone goes there. The page is opened in the person's own browser. */
@Composable
private fun LeaveQuestion(message: ChatRow.Message, question: ChatQuestion.Leave, onEvent: (ChatEvent) -> Unit) {
    val live = message.live.find { it.target == question.address } ?: return
    val strings = Kith.strings
    val browser = LocalUriHandler.current
    val leave = { onEvent(ChatEvent.Cancel) }
    var hasNone by remember { mutableStateOf(false) }
    Ask(
        strings.chatLeaveAsk,
        leave,
        answers = {
            val go = { if (browser.opens(live.target)) leave() else hasNone = true }
            Button(strings.chatLeaveYes, go)
            Button(strings.actionCancel, leave, weight = Weight.Other)
        },
    ) {
        Text(strings.chatLeaveBody(live.host.orEmpty()))
        Text(telephone(live.target), style = Kith.type.small, colour = Kith.colours.inkSoft, maxLines = 6)
        if (hasNone) SignedLine(Icon.Alert, strings.stateNoBrowser, Kith.colours.noticeInk)
    }
}

private fun icon(event: ChatEvent): Icon = when (event) {
    is ChatEvent.Undo -> Icon.Undo
    is ChatEvent.Reply -> Icon.Reply
    is ChatEvent.GoTo -> Icon.Up
    is ChatEvent.Copy -> Icon.Copy
    is ChatEvent.WriteAgain, is ChatEvent.Edit -> Icon.Pen
    is ChatEvent.OpenForward -> Icon.Forward
    is ChatEvent.Pin -> Icon.Flag
    is ChatEvent.Ask -> icon(event.question)
    else -> Icon.People
}

private fun icon(question: ChatQuestion): Icon = when (question) {
    is ChatQuestion.Delete -> Icon.Bin
    is ChatQuestion.Select -> Icon.Letters
    else -> Icon.Add
}

/** What can be done with a message, but for putting one of the signs to it that are offered. */
internal fun eventsOf(message: ChatRow.Message, now: Long): List<ChatEvent> =
    firstOf(message, now) + restOf(message)

/** Of those what is done most often. */
private fun firstOf(message: ChatRow.Message, now: Long): List<ChatEvent> = listOfNotNull(
    ChatEvent.Undo(message.id).takeIf { message.undoUntil != null && now <= message.undoUntil },
    ChatEvent.WriteAgain(message.id).takeIf { Act.WriteAgain in message.may },
    ChatEvent.Reply(message.id).takeIf { Act.Reply in message.may },
    message.quote?.rowId?.let(ChatEvent::GoTo),
    ChatEvent.Copy(message.id),
)

/** Of those the rest. */
private fun restOf(message: ChatRow.Message): List<ChatEvent> = listOfNotNull(
    ChatEvent.Ask(ChatQuestion.OtherSign(message.id)).takeIf { Act.React in message.may },
    ChatEvent.OpenForward(message.id).takeIf { Act.Forward in message.may },
    ChatEvent.Pin(message.id, !message.pinned).takeIf { Act.Pin in message.may },
    ChatEvent.Edit(message.id).takeIf { Act.Edit in message.may },
    ChatEvent.Ask(ChatQuestion.Select(message.id)),
    ChatEvent.OpenDetails(message.id),
    ChatEvent.Ask(ChatQuestion.Delete(message.id)).takeIf { Act.Delete in message.may },
)
