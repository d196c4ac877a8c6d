package care.kith.screens.chat

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import care.kith.screens.Problem
import care.kith.screens.design.Ask
import care.kith.screens.design.Button
import care.kith.screens.design.DayAsk
import care.kith.screens.design.Field
import care.kith.screens.design.Icon
import care.kith.screens.design.Kith
import care.kith.screens.design.ReadersMark
import care.kith.screens.design.Rounded
import care.kith.screens.design.SignedLine
import care.kith.screens.design.Text
import care.kith.screens.design.Weight
import care.kith.screens.design.sentence
import care.kith.screens.design.why

/** What is asked about sending at a time to come. */
@Composable
internal fun AskedLater(question: ChatQuestion, state: ChatState, onEvent: (ChatEvent) -> Unit) {
    when (question) {
        is ChatQuestion.When -> {
            state.words(question.id)?.let { WhenQuestion(it, question.id, state.sends(question.id, onEvent), onEvent) }
        }

        is ChatQuestion.WhenDay -> {
            WhichDay(question, onEvent)
        }

        is ChatQuestion.WhenHour -> {
            HourQuestion(question, state.sends(question.id, onEvent), onEvent)
        }

        is ChatQuestion.AllLater -> {
            AllQuestion(state.later, onEvent)
        }

        is ChatQuestion.Later -> {
            state.waiting(question.id)?.let { LaterQuestion(it, state.writes, onEvent) }
        }

        is ChatQuestion.LaterWords -> {
            // What somebody types stays theirs, whatever became of what waited.
            WordsQuestion(question, state.problem, onEvent)
        }

        else -> {}
    }
}

private val ChatState.writes get() = standing == Standing.Member || standing == Standing.Rejoining

private fun ChatState.waiting(id: Long) = later.find { it.id == id }

/** The words that are sent: those in the field, or of what waits. */
private fun ChatState.words(id: Long?): String? = if (id == null) composer.draft else waiting(id)?.body

/** Sends them at a time. */
private fun ChatState.sends(id: Long?, onEvent: (ChatEvent) -> Unit): (Long) -> Unit = { at ->
    onEvent(if (id == null) ChatEvent.SendLater(at, composer.number) else ChatEvent.ChangeLater(id, at))
}

/** The days that are to come. */
@Composable
private fun WhichDay(question: ChatQuestion.WhenDay, onEvent: (ChatEvent) -> Unit) {
    val month = { at: Long -> onEvent(ChatEvent.Ask(question.copy(at = at))) }
    DayAsk(question.at, month, { onEvent(ChatEvent.Cancel) }, coming = true) { day, _ ->
        onEvent(ChatEvent.Ask(ChatQuestion.WhenHour(day, question.id)))
    }
}

/** Times that are offered; any other is two touches away. */
@Composable
private fun WhenQuestion(words: String, id: Long?, send: (Long) -> Unit, onEvent: (ChatEvent) -> Unit) {
    val strings = Kith.strings
    val moments = Kith.moments
    val leave = { onEvent(ChatEvent.Cancel) }
    Ask(
        strings.chatLaterWhen,
        leave,
        answers = {
            moments.evening()?.let { at ->
                Button(strings.chatLaterEvening(moments.time(at)), { send(at) }, weight = Weight.Other)
            }
            val morning = moments.morning()
            Button(strings.chatLaterMorning(moments.time(morning)), { send(morning) }, weight = Weight.Other)
            val other = { onEvent(ChatEvent.Ask(ChatQuestion.WhenDay(moments.now(), id))) }
            Button(strings.chatLaterOther, other, weight = Weight.Other, icon = Icon.Calendar)
            Button(strings.actionCancel, leave, weight = Weight.Other)
        },
    ) {
        Text(words, maxLines = 3, colour = Kith.colours.inkSoft)
        Text(strings.chatLaterHelp, style = Kith.type.small)
    }
}

/** The whole hours of a day, of those that are to come. */
@Composable
private fun HourQuestion(question: ChatQuestion.WhenHour, send: (Long) -> Unit, onEvent: (ChatEvent) -> Unit) {
    val strings = Kith.strings
    val leave = { onEvent(ChatEvent.Cancel) }
    val columns = if (Kith.largeText) 2 else 4
    Ask(
        strings.chatLaterHour,
        leave,
        wide = true,
        answers = {
            val other = { onEvent(ChatEvent.Ask(ChatQuestion.WhenDay(question.day, question.id))) }
            Button(strings.chatLaterOther, other, weight = Weight.Other, icon = Icon.Calendar)
            Button(strings.actionCancel, leave, weight = Weight.Other)
        },
    ) {
        Text(
            Kith.moments.day(question.day),
            Modifier.fillMaxWidth(),
            Kith.type.strong,
            align = TextAlign.Center,
        )
        Column(verticalArrangement = Arrangement.spacedBy(4.dp)) {
            Kith.moments.hours(question.day).chunked(columns).forEach { row ->
                Row(horizontalArrangement = Arrangement.spacedBy(4.dp)) {
                    row.forEach { at -> Hour(at, Modifier.weight(1f)) { send(at) } }
                    repeat(columns - row.size) { Spacer(Modifier.weight(1f)) }
                }
            }
        }
    }
}

@Composable
private fun Hour(at: Long, modifier: Modifier, onChoose: () -> Unit) {
    Box(
        modifier
            .heightIn(min = 48.dp)
            .clip(Rounded)
            .background(Kith.colours.surface)
            .border(1.dp, Kith.colours.edge, Rounded)
            .clickable(role = Role.Button, onClick = onChoose)
            .padding(vertical = 8.dp),
        Alignment.Center,
    ) { Text(Kith.moments.time(at), style = Kith.type.small, align = TextAlign.Center) }
}

@Composable
private fun AllQuestion(later: List<LaterMessage>, onEvent: (ChatEvent) -> Unit) {
    val leave = { onEvent(ChatEvent.Cancel) }
    Ask(
        Kith.strings.chatLaterTitle,
        leave,
        answers = { Button(Kith.strings.actionClose, leave) },
    ) { later.forEach { LaterRow(it, onEvent) } }
}

/** Words that wait, and what can be done with them. Who [writes] there no more can take them along, or let them go. */
@Composable
private fun LaterQuestion(later: LaterMessage, writes: Boolean, onEvent: (ChatEvent) -> Unit) {
    val strings = Kith.strings
    val leave = { onEvent(ChatEvent.Cancel) }
    Ask(
        if (later.unsaid == null) strings.chatLaterTitle else strings.chatLaterUnsaid,
        leave,
        answers = {
            if (writes) {
                val now = { onEvent(ChatEvent.SendLaterNow(later.id)) }
                Button(strings.chatLaterNow, now, weight = Weight.Other, icon = Icon.Send)
                val time = { onEvent(ChatEvent.Ask(ChatQuestion.When(later.id))) }
                Button(strings.chatLaterTime, time, weight = Weight.Other, icon = Icon.Clock)
            }
            // At its time, which is over, other words would go out at once.
            if (writes && later.unsaid == null) {
                val words = { onEvent(ChatEvent.Ask(ChatQuestion.LaterWords(later.id, later.body))) }
                Button(strings.chatLaterWords, words, weight = Weight.Other, icon = Icon.Pen)
            }
            if (writes) {
                val back = { onEvent(ChatEvent.TakeBackLater(later.id)) }
                Button(strings.chatLaterBack, back, weight = Weight.Other, icon = Icon.Undo)
            } else {
                val copy = { onEvent(ChatEvent.CopyLater(later.id)) }
                Button(strings.chatCopy, copy, weight = Weight.Other, icon = Icon.Copy)
                val drop = { onEvent(ChatEvent.ThrowAwayLater(later.id)) }
                Button(strings.chatLaterDrop, drop, weight = Weight.Other, icon = Icon.Bin)
            }
            Button(strings.actionClose, leave)
        },
    ) {
        val unsaid = later.unsaid
        if (unsaid == null) {
            SignedLine(Icon.Clock, strings.due(later, Kith.moments), style = Kith.type.smallStrong)
        } else {
            SignedLine(Icon.Alert, strings.why(unsaid), Kith.colours.noticeInk)
        }
        ReadersMark(later.audience)
        later.quote?.let { QuoteLines(it) }
        Text(later.body)
        val help = if (writes) strings.chatLaterBackHelp else strings.chatLaterKept
        Text(help, style = Kith.type.small, colour = Kith.colours.inkSoft)
    }
}

/** Other words; what was wrong with them is said here, where it can be mended. */
@Composable
private fun WordsQuestion(question: ChatQuestion.LaterWords, problem: Problem?, onEvent: (ChatEvent) -> Unit) {
    val strings = Kith.strings
    val leave = { onEvent(ChatEvent.Cancel) }
    Ask(
        strings.chatLaterWords,
        leave,
        answers = {
            val save = { onEvent(ChatEvent.SaveLaterWords) }
            Button(strings.chatEditSave, save, enabled = question.typed.isNotBlank())
            Button(strings.actionCancel, leave, weight = Weight.Other)
        },
    ) {
        val type = { words: String -> onEvent(ChatEvent.LaterWordsTyped(words)) }
        Field(question.typed, type, strings.chatField, fault = problem?.let(strings::sentence))
    }
}
