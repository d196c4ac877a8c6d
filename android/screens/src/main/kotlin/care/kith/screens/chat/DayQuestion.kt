package care.kith.screens.chat

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.hideFromAccessibility
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import care.kith.screens.design.Ask
import care.kith.screens.design.Button
import care.kith.screens.design.Icon
import care.kith.screens.design.IconButton
import care.kith.screens.design.Kith
import care.kith.screens.design.Rounded
import care.kith.screens.design.Text
import care.kith.screens.design.Weight
import care.kith.strings.Month
import care.kith.strings.isolated

private const val WEEK = 7

/** A month, of which one chooses the day to go to. What is yet to come cannot be chosen. */
@Composable
internal fun DayQuestion(question: ChatQuestion.Day, onEvent: (ChatEvent) -> Unit) {
    val strings = Kith.strings
    val leave = { onEvent(ChatEvent.Cancel) }
    val month = Kith.moments.month(question.at)
    Ask(
        strings.chatDayTitle,
        leave,
        wide = true,
        answers = { Button(strings.actionCancel, leave, weight = Weight.Other) },
    ) {
        MonthLine(month) { onEvent(ChatEvent.Ask(ChatQuestion.Day(it))) }
        Column {
            Row { month.weekdays.forEach { Weekday(it, Modifier.weight(1f)) } }
            val cells = List<Long?>(month.blank) { null } + month.days
            cells.chunked(WEEK).forEach { week ->
                Row {
                    week.forEach { day ->
                        if (day == null) {
                            Spacer(Modifier.weight(1f))
                        } else {
                            DayCell(day, 1 + month.days.indexOf(day), Modifier.weight(1f), onEvent)
                        }
                    }
                    repeat(WEEK - week.size) { Spacer(Modifier.weight(1f)) }
                }
            }
        }
    }
}

/** The name of the month between the ways to its neighbours. */
@Composable
private fun MonthLine(month: Month, go: (Long) -> Unit) {
    val strings = Kith.strings
    Row(Modifier.fillMaxWidth(), verticalAlignment = Alignment.CenterVertically) {
        IconButton(Icon.Before, strings.chatMonthBefore, { go(month.before) })
        Text(
            month.name,
            Modifier.weight(1f).semantics { heading() },
            Kith.type.strong,
            align = TextAlign.Center,
        )
        if (Kith.moments.daysAgo(month.after) >= 0) {
            IconButton(Icon.After, strings.chatMonthAfter, { go(month.after) })
        } else {
            Spacer(Modifier.size(48.dp))
        }
    }
}

@Composable
private fun Weekday(letter: String, modifier: Modifier) {
    Text(
        letter,
        modifier.semantics { hideFromAccessibility() },
        Kith.type.small,
        Kith.colours.inkSoft,
        TextAlign.Center,
    )
}

@Composable
private fun DayCell(day: Long, number: Int, modifier: Modifier, onEvent: (ChatEvent) -> Unit) {
    val colours = Kith.colours
    val moments = Kith.moments
    val ago = moments.daysAgo(day)
    val whole = moments.day(day)
    val look = when {
        ago < 0 -> Modifier
        ago == 0 -> Modifier.background(colours.mine, Rounded).border(2.dp, colours.accent, Rounded)
        else -> Modifier.background(colours.surface, Rounded)
    }
    Box(
        modifier
            .heightIn(min = 48.dp)
            .clip(Rounded)
            .clickable(ago >= 0, role = Role.Button) { onEvent(ChatEvent.GoToDay(day)) }
            .semantics { contentDescription = whole }
            .padding(1.dp)
            .then(look),
        Alignment.Center,
    ) {
        Text(
            isolated(number),
            Modifier.padding(vertical = 12.dp).semantics { hideFromAccessibility() },
            if (ago == 0) Kith.type.smallStrong else Kith.type.small,
            if (ago < 0) colours.inkSoft else colours.ink,
        )
    }
}
