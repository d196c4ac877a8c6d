package care.kith.screens.chat

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.IntrinsicSize
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.width
import androidx.compose.foundation.layout.widthIn
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import care.kith.screens.Audience
import care.kith.screens.design.Icon
import care.kith.screens.design.Kith
import care.kith.screens.design.Rounded
import care.kith.screens.design.SignedLine
import care.kith.screens.design.Text
import care.kith.strings.isolated

/** What is answered: whose words, and the first of them, beside an edge. */
@Composable
internal fun QuoteLines(quote: Quote, modifier: Modifier = Modifier) {
    val words = Kith.strings.words(quote)
    Row(
        modifier.height(IntrinsicSize.Min).background(Kith.colours.sunken, Rounded).padding(10.dp),
        Arrangement.spacedBy(10.dp),
    ) {
        Box(Modifier.fillMaxHeight().width(3.dp).background(Kith.colours.accent, Rounded))
        Column {
            Text(Kith.strings.answered(quote), style = Kith.type.smallStrong)
            if (words != null) Text(words, style = Kith.type.small, maxLines = 2)
        }
    }
}

/** Which signs were put to a message, and by how many; one's own has a thick edge and heavy letters. */
@Composable
internal fun SignsLine(signs: List<MessageSign>, modifier: Modifier = Modifier) {
    FlowRow(modifier, Arrangement.spacedBy(6.dp), Arrangement.spacedBy(6.dp)) {
        signs.forEach { sign ->
            val edge = if (sign.mine) Kith.colours.accent else Kith.colours.edge
            Row(
                Modifier
                    .background(Kith.colours.surface, Rounded)
                    .border(if (sign.mine) 2.dp else 1.dp, edge, Rounded)
                    .padding(horizontal = 10.dp, vertical = 4.dp),
                Arrangement.spacedBy(6.dp),
                Alignment.CenterVertically,
            ) {
                Text(sign.sign, style = Kith.type.small)
                Text(
                    isolated(sign.count),
                    style = if (sign.mine) Kith.type.smallStrong else Kith.type.small,
                )
            }
        }
    }
}

/** Where a message stood that its sender took back. */
@Composable
internal fun DeletedRow(row: ChatRow.Deleted) {
    val spoken = Kith.strings.spoken(row, Kith.moments)
    val mine = row.sender.me
    Box(Modifier.fillMaxWidth().padding(top = 14.dp), if (mine) Alignment.CenterEnd else Alignment.CenterStart) {
        Column(
            Modifier
                .widthIn(max = 520.dp)
                .border(1.dp, Kith.colours.line, Rounded)
                .semantics(mergeDescendants = true) { contentDescription = spoken }
                .padding(horizontal = 16.dp, vertical = 10.dp),
            Arrangement.spacedBy(4.dp),
        ) {
            if (row.audience == Audience.Care) {
                SignedLine(Icon.Lock, Kith.strings.audienceCare, Kith.colours.careInk, style = Kith.type.smallStrong)
            }
            SignedLine(Icon.Bin, Kith.strings.deleted(row), Kith.colours.inkSoft)
            Text(
                Kith.moments.time(row.at),
                Modifier.align(Alignment.End),
                Kith.type.small,
                Kith.colours.inkSoft,
            )
        }
    }
}
