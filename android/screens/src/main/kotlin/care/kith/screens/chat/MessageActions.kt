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
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.platform.LocalUriHandler
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import care.kith.screens.design.Ask
import care.kith.screens.design.Button
import care.kith.screens.design.Field
import care.kith.screens.design.Icon
import care.kith.screens.design.Kith
import care.kith.screens.design.Rounded
import care.kith.screens.design.Selectable
import care.kith.screens.design.Text
import care.kith.screens.design.Weight
import care.kith.strings.telephone

/** What is asked about a message of the [timeline]; nothing where it is not there any more. */
@Composable
internal fun Asked(
    question: ChatQuestion,
    timeline: Timeline,
    signs: List<String>,
    onEvent: (ChatEvent) -> Unit,
) {
    fun message(row: Long) = timeline.rows.find { it.id == row } as? ChatRow.Message
    when (question) {
        is ChatQuestion.Actions -> {
            message(question.rowId)?.let { MessageActions(it, signs, onEvent) }
        }

        is ChatQuestion.OtherSign -> {
            message(question.rowId)?.let { OtherSign(question, it, onEvent) }
        }

        is ChatQuestion.Delete -> {
            message(question.rowId)?.let { DeleteQuestion(it, onEvent) }
        }

        is ChatQuestion.Select -> {
            message(question.rowId)?.let { SelectQuestion(it, onEvent) }
        }

        is ChatQuestion.Day -> {
            DayQuestion(question, onEvent)
        }

        is ChatQuestion.Leave -> {
            val live = message(question.rowId)?.live.orEmpty()
            live.find { it.target == question.address }?.let { LeaveQuestion(it, onEvent) }
        }
    }
}

/** What can be done with a message, each in words. */
@Composable
private fun MessageActions(message: ChatRow.Message, signs: List<String>, onEvent: (ChatEvent) -> Unit) {
    val strings = Kith.strings
    val leave = { onEvent(ChatEvent.Cancel) }
    Ask(
        strings.chatActions,
        leave,
        answers = {
            if (Act.React in message.may) OfferedSigns(message, signs, onEvent)
            message.live.distinctBy { it.target }.forEach { LiveButton(it, message, onEvent) }
            eventsOf(message).forEach { event ->
                Button(strings.label(event), { onEvent(event) }, weight = Weight.Other, icon = icon(event))
            }
            Button(strings.actionClose, leave)
        },
    ) { Text(message.body, maxLines = 3, colour = Kith.colours.inkSoft) }
}

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

/** Leads where a part of the words does: to a telephone, or to the question before a page. */
@Composable
private fun LiveButton(live: Live, message: ChatRow.Message, onEvent: (ChatEvent) -> Unit) {
    val strings = Kith.strings
    if (live.host != null) {
        val ask = { onEvent(ChatEvent.Ask(ChatQuestion.Leave(message.id, live.target))) }
        Button(strings.chatOpenPage(live.host), ask, weight = Weight.Other, icon = Icon.Globe)
    } else {
        val words = strings.chatCallNumber(telephone(message.body.substring(live.words)))
        Button(words, { onEvent(ChatEvent.Call(live.target)) }, weight = Weight.Other, icon = Icon.Phone)
    }
}

/** Says where a page is before anyone goes there. The page is opened in the person's own browser. */
@Composable
private fun LeaveQuestion(live: Live, onEvent: (ChatEvent) -> Unit) {
    val strings = Kith.strings
    val browser = LocalUriHandler.current
    val leave = { onEvent(ChatEvent.Cancel) }
    Ask(
        strings.chatLeaveAsk,
        leave,
        answers = {
            val go = {
                leave()
                browser.openUri(live.target)
            }
            Button(strings.chatLeaveYes, go)
            Button(strings.actionCancel, leave, weight = Weight.Other)
        },
    ) {
        Text(strings.chatLeaveBody(live.host.orEmpty()))
        Text(telephone(live.target), style = Kith.type.small, colour = Kith.colours.inkSoft, maxLines = 6)
    }
}

private fun icon(event: ChatEvent): Icon = when (event) {
    is ChatEvent.Reply -> Icon.Reply
    is ChatEvent.GoTo -> Icon.Up
    is ChatEvent.Copy -> Icon.Copy
    is ChatEvent.WriteAgain, is ChatEvent.Edit -> Icon.Pen
    is ChatEvent.Pin -> Icon.Flag
    is ChatEvent.Ask -> icon(event.question)
    else -> Icon.People
}

private fun icon(question: ChatQuestion): Icon = when (question) {
    is ChatQuestion.Delete -> Icon.Bin
    is ChatQuestion.Select -> Icon.Letters
    else -> Icon.Add
}

/** What can be done with a message, but for its signs. */
internal fun eventsOf(message: ChatRow.Message): List<ChatEvent> = listOfNotNull(
    ChatEvent.Ask(ChatQuestion.OtherSign(message.id)).takeIf { Act.React in message.may },
    ChatEvent.Reply(message.id).takeIf { Act.Reply in message.may },
    message.quote?.rowId?.let(ChatEvent::GoTo),
    ChatEvent.Pin(message.id, !message.pinned).takeIf { Act.Pin in message.may },
    ChatEvent.Edit(message.id).takeIf { Act.Edit in message.may },
    ChatEvent.Copy(message.id),
    ChatEvent.Ask(ChatQuestion.Select(message.id)),
    ChatEvent.WriteAgain(message.id).takeIf { Act.WriteAgain in message.may },
    ChatEvent.OpenDetails(message.id),
    ChatEvent.Ask(ChatQuestion.Delete(message.id)).takeIf { Act.Delete in message.may },
)
