package care.kith.screens.design

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
import care.kith.strings.Month
import care.kith.strings.isolated

private const val WEEK = 7

/**
 * A month, the one that has a moment, of which a day is chosen: of those that were, or of those that are [coming]; this
 * one is of both. [onDay] is told when it begins and when the next one does.
 */
@Composable
internal fun DayAsk(
    at: Long,
    onMonth: (Long) -> Unit,
    onLeave: () -> Unit,
    coming: Boolean = false,
    onDay: (day: Long, next: Long) -> Unit,
) {
    val strings = Kith.strings
    val month = Kith.moments.month(at)
    Ask(
        strings.chatDayTitle,
        onLeave,
        wide = true,
        answers = { Button(strings.actionCancel, onLeave, weight = Weight.Other) },
    ) {
        MonthLine(month, coming, onMonth)
        Column {
            Row { month.weekdays.forEach { Weekday(it, Modifier.weight(1f)) } }
            val ends = month.days.drop(1) + month.after
            val cells = List<Int?>(month.blank) { null } + month.days.indices
            cells.chunked(WEEK).forEach { week ->
                Row {
                    week.forEach { nth ->
                        if (nth == null) {
                            Spacer(Modifier.weight(1f))
                        } else {
                            val choose = { onDay(month.days[nth], ends[nth]) }
                            DayCell(month.days[nth], nth + 1, coming, Modifier.weight(1f), choose)
                        }
                    }
                    repeat(WEEK - week.size) { Spacer(Modifier.weight(1f)) }
                }
            }
        }
    }
}

/** The name of the month between the ways to its neighbours, where these have days to choose. */
@Composable
private fun MonthLine(month: Month, coming: Boolean, go: (Long) -> Unit) {
    val strings = Kith.strings
    val moments = Kith.moments
    Row(Modifier.fillMaxWidth(), verticalAlignment = Alignment.CenterVertically) {
        if (!coming || moments.daysAgo(month.days.first()) < 0) {
            IconButton(Icon.Before, strings.chatMonthBefore, { go(month.before) })
        } else {
            Spacer(Modifier.size(48.dp))
        }
        Text(
            month.name,
            Modifier.weight(1f).semantics { heading() },
            Kith.type.strong,
            align = TextAlign.Center,
        )
        if (coming || moments.daysAgo(month.after) >= 0) {
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
private fun DayCell(day: Long, number: Int, coming: Boolean, modifier: Modifier, onChoose: () -> Unit) {
    val colours = Kith.colours
    val moments = Kith.moments
    val ago = moments.daysAgo(day)
    val whole = moments.day(day)
    val may = if (coming) ago <= 0 else ago >= 0
    val look = when {
        !may -> Modifier
        ago == 0 -> Modifier.background(colours.mine, Rounded).border(2.dp, colours.accent, Rounded)
        else -> Modifier.background(colours.surface, Rounded)
    }
    Box(
        modifier
            .heightIn(min = 48.dp)
            .clip(Rounded)
            .clickable(may, role = Role.Button, onClick = onChoose)
            .semantics { contentDescription = whole }
            .padding(1.dp)
            .then(look),
        Alignment.Center,
    ) {
        Text(
            isolated(number),
            Modifier.padding(vertical = 12.dp).semantics { hideFromAccessibility() },
            if (ago == 0) Kith.type.smallStrong else Kith.type.small,
            if (may) colours.ink else colours.inkSoft,
        )
    }
}
