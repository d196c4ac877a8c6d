package care.kith.screens.chat

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import care.kith.screens.Clinic
import care.kith.screens.Remedy
import care.kith.screens.design.Button
import care.kith.screens.design.CallTheClinic
import care.kith.screens.design.Icon
import care.kith.screens.design.Kith
import care.kith.screens.design.Sheet
import care.kith.screens.design.SignedLine
import care.kith.screens.design.Text
import care.kith.screens.design.Weight

/** Something that happened. Where something is missing, it is a card that says what to do. */
@Composable
internal fun NoticeRow(notice: ChatRow.Notice, onEvent: (ChatEvent) -> Unit) {
    val maker = Kith.strings.makerAdvice(notice).takeIf { Kith.mine }
    val advice = Kith.strings.advice(notice.kind) ?: maker
    val needsUpdate = notice.kind == NoticeKind.NewerContent
    if (advice == null && !needsUpdate) return NoticeLine(notice)
    MissingCard(notice, advice) {
        if (needsUpdate && Remedy.Update in Kith.offered) {
            val update = { onEvent(ChatEvent.Resolve(Remedy.Update)) }
            Button(Kith.strings.actionUpdate, update, weight = Weight.Other)
        }
        if (maker != null) {
            Button(Kith.strings.peopleTitle, { onEvent(ChatEvent.OpenPeople) }, weight = Weight.Other)
        }
    }
}

@Composable
private fun NoticeLine(notice: ChatRow.Notice) {
    Text(
        Kith.strings.notice(notice),
        Modifier.fillMaxWidth().padding(horizontal = 24.dp, vertical = 10.dp),
        Kith.type.small,
        Kith.colours.inkSoft,
        TextAlign.Center,
    )
}

@Composable
private fun MissingCard(notice: ChatRow.Notice, advice: String?, wayOn: @Composable () -> Unit) {
    val ink = Kith.colours.noticeInk
    Sheet(Modifier.padding(vertical = 10.dp), Kith.colours.notice, Arrangement.spacedBy(6.dp)) {
        SignedLine(Icon.Alert, Kith.strings.notice(notice), ink, style = Kith.type.strong)
        advice?.let { Text(it, colour = ink) }
        if (Kith.mine) Kith.strings.wayOn(notice.kind)?.let { Text(it, colour = ink) }
        wayOn()
    }
}

/** What the gate refused: said calmly, with what it means and whom to call. */
@Composable
internal fun AlarmRow(alarm: ChatRow.Alarm, clinic: Clinic?, onEvent: (ChatEvent) -> Unit) {
    Sheet(Modifier.padding(vertical = 10.dp), Kith.colours.alarm, Arrangement.spacedBy(10.dp)) {
        Column(
            Modifier.semantics(mergeDescendants = true) { liveRegion = LiveRegionMode.Polite },
            Arrangement.spacedBy(6.dp),
        ) {
            SignedLine(Icon.Alert, Kith.strings.chatAlarmTitle, Kith.colours.alarmInk, style = Kith.type.strong)
            Text(Kith.strings.alarm(alarm, Kith.mine))
            Text(Kith.strings.advice(alarm), style = Kith.type.small)
        }
        CallTheClinic(clinic?.telephone, { onEvent(ChatEvent.Call(it)) })
    }
}
