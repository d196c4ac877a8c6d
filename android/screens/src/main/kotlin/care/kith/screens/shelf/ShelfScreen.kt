package care.kith.screens.shelf

import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.unit.dp
import care.kith.screens.Audience
import care.kith.screens.chat.Act
import care.kith.screens.chat.styled
import care.kith.screens.design.Button
import care.kith.screens.design.Frame
import care.kith.screens.design.Icon
import care.kith.screens.design.InCircle
import care.kith.screens.design.Kith
import care.kith.screens.design.Nothing
import care.kith.screens.design.OfflineLine
import care.kith.screens.design.PersonLine
import care.kith.screens.design.ReadingWidth
import care.kith.screens.design.Rounded
import care.kith.screens.design.SignedLine
import care.kith.screens.design.Text
import care.kith.screens.design.TopNote
import care.kith.screens.design.Weight
import care.kith.screens.design.Whole
import care.kith.screens.design.list
import care.kith.strings.moment

/** What is important in a conversation; each leads to where it was said. */
@Composable
public fun ShelfScreen(state: ShelfState, onEvent: (ShelfEvent) -> Unit, modifier: Modifier = Modifier) {
    val strings = Kith.strings
    InCircle(state.mine) {
        Frame(strings.chatPinned, modifier, onBack = { onEvent(ShelfEvent.Back) }) {
            OfflineLine(state.connection)
            Whole(state.shelf, { onEvent(ShelfEvent.Resolve(it)) }) { shelf ->
                TopNote(state.problem) { onEvent(ShelfEvent.Resolve(it)) }
                if (shelf.isEmpty()) {
                    Nothing(strings.shelfEmptyTitle, strings.shelfEmptyBody)
                } else {
                    Shelf(shelf, onEvent)
                }
            }
        }
    }
}

@Composable
private fun ColumnScope.Shelf(shelf: List<ShelfItem>, onEvent: (ShelfEvent) -> Unit) {
    LazyColumn(
        Modifier.weight(1f).fillMaxSize(),
        contentPadding = PaddingValues(16.dp),
        verticalArrangement = Arrangement.spacedBy(12.dp),
        horizontalAlignment = Alignment.CenterHorizontally,
    ) { items(shelf, key = { it.message.id }) { ItemRow(it, onEvent) } }
}

@Composable
private fun ItemRow(item: ShelfItem, onEvent: (ShelfEvent) -> Unit) {
    val strings = Kith.strings
    val soft = Kith.colours.inkSoft
    val message = item.message
    val care = message.audience == Audience.Care
    val open = { onEvent(ShelfEvent.Open(message.id)) }
    Column(
        Modifier
            .widthIn(max = ReadingWidth)
            .fillMaxWidth()
            .clip(Rounded)
            .background(if (care) Kith.colours.care else Kith.colours.surface),
    ) {
        Column(
            Modifier
                .fillMaxWidth()
                .clickable(onClickLabel = strings.searchOpen, role = Role.Button, onClick = open)
                .padding(16.dp),
            Arrangement.spacedBy(8.dp),
        ) {
            PersonLine(message.sender)
            if (care) SignedLine(Icon.Lock, strings.audienceCare, Kith.colours.careInk, style = Kith.type.smallStrong)
            Text(styled(message))
            Text(strings.moment(message.at, Kith.moments), style = Kith.type.small, colour = soft)
            if (item.by.isNotEmpty()) {
                val names = strings.list(item.by.map { if (it.me) strings.chatYou else it.name })
                SignedLine(Icon.Flag, strings.shelfBy(names), Kith.colours.accent)
            }
            if (item.changed) SignedLine(Icon.Alert, strings.shelfChanged, Kith.colours.noticeInk)
        }
        if (Act.Pin in message.may) {
            Button(
                strings.chatUnpin,
                { onEvent(ShelfEvent.Unpin(message.id)) },
                Modifier.padding(start = 16.dp, end = 16.dp, bottom = 16.dp),
                Weight.Other,
            )
        }
    }
}
