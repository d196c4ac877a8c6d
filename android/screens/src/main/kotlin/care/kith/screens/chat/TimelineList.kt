package care.kith.screens.chat

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.LazyListState
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.derivedStateOf
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberUpdatedState
import androidx.compose.runtime.setValue
import androidx.compose.runtime.snapshotFlow
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import care.kith.screens.Clinic
import care.kith.screens.design.ChatWidth
import care.kith.screens.design.Icon
import care.kith.screens.design.Kith
import care.kith.screens.design.Rounded
import care.kith.screens.design.Sign
import care.kith.screens.design.Text
import kotlinx.coroutines.flow.filterNotNull
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch

private const val NEAR = 12

/**
 * A window of the timeline, drawn from its foot. Asks for the neighbouring page when the window's edge is
 * near; keys keep what is read in its place while the window moves.
 */
@Composable
internal fun TimelineList(
    timeline: Timeline,
    clinic: Clinic?,
    onEvent: (ChatEvent) -> Unit,
    modifier: Modifier = Modifier,
) {
    val moments = Kith.moments
    val items = remember(timeline.rows, timeline.unreadFrom, timeline.unread, moments) { items(timeline, moments) }
    val list = rememberLazyListState(initialFirstVisibleItemIndex = startOf(items, timeline))

    Windowing(list, items, timeline, onEvent)
    Following(list, items, timeline)
    Box(modifier) {
        LazyColumn(
            Modifier.fillMaxSize(),
            list,
            PaddingValues(horizontal = 16.dp, vertical = 8.dp),
            reverseLayout = true,
            horizontalAlignment = Alignment.CenterHorizontally,
            verticalArrangement = Arrangement.Bottom,
        ) {
            items(items, key = TimelineItem::key, contentType = { it::class }) { item ->
                Box(Modifier.widthIn(max = ChatWidth).fillMaxWidth()) {
                    Item(item, timeline, clinic, onEvent)
                }
            }
            if (timeline.hasOlder) item(key = "older") { Older() }
        }
        ToNewest(list, timeline, onEvent, Modifier.align(Alignment.BottomCenter))
    }
}

@Composable
private fun Item(
    item: TimelineItem,
    timeline: Timeline,
    clinic: Clinic?,
    onEvent: (ChatEvent) -> Unit,
) {
    when (item) {
        is TimelineItem.Day -> DayLine(item.at, onEvent)

        is TimelineItem.UnreadMark -> UnreadLine(item.count)

        is TimelineItem.Row -> when (val row = item.row) {
            is ChatRow.Message -> {
                Column {
                    MessageRow(row, item.first, row.id == timeline.target, row.id == timeline.reachedRow, onEvent)
                    if (row.id == timeline.rows.lastOrNull(::isOwn)?.id) {
                        UndoLine(row, timeline.rows.last().id, onEvent)
                    }
                }
            }

            is ChatRow.Deleted -> {
                DeletedRow(row)
            }

            is ChatRow.Notice -> {
                NoticeRow(row, onEvent)
            }

            is ChatRow.Alarm -> {
                AlarmRow(row, clinic, onEvent)
            }
        }
    }
}

private fun isOwn(row: ChatRow) = row is ChatRow.Message && row.sender.me

@Composable
private fun Older() {
    Text(
        Kith.strings.chatOlder,
        Modifier.fillMaxWidth().padding(16.dp),
        Kith.type.small,
        Kith.colours.inkSoft,
        TextAlign.Center,
    )
}

private fun startOf(items: List<TimelineItem>, timeline: Timeline): Int {
    val wanted = timeline.target?.let { "row $it" } ?: "unread".takeIf { timeline.unreadFrom != null }
    return items.indexOfFirst { it.key == wanted }.coerceAtLeast(0)
}

/** Asks for pages, once for each edge that comes near, and says what was on the screen. */
@Composable
private fun Windowing(
    list: LazyListState,
    items: List<TimelineItem>,
    timeline: Timeline,
    onEvent: (ChatEvent) -> Unit,
) {
    val shown by rememberUpdatedState(items)
    val window by rememberUpdatedState(timeline)
    val send by rememberUpdatedState(onEvent)
    LaunchedEffect(list) {
        fun visible() = list.layoutInfo.visibleItemsInfo
        launch {
            snapshotFlow {
                val near = (visible().lastOrNull()?.index ?: -NEAR) >= shown.size - NEAR
                window.rows
                    .firstOrNull()
                    ?.id
                    .takeIf { near && window.hasOlder }
            }.filterNotNull().collect { send(ChatEvent.LoadOlder(it)) }
        }
        launch {
            snapshotFlow {
                val near = (visible().firstOrNull()?.index ?: NEAR) < NEAR
                window.rows
                    .lastOrNull()
                    ?.id
                    .takeIf { near && window.hasNewer }
            }.filterNotNull().collect { send(ChatEvent.LoadNewer(it)) }
        }
        snapshotFlow {
            visible().firstNotNullOfOrNull { (shown.getOrNull(it.index) as? TimelineItem.Row)?.row?.id }
        }.filterNotNull().collect { send(ChatEvent.Seen(it)) }
    }
}

/** Goes to a search's hit or the unread mark first, and then stays with the newest row if one is there. */
@Composable
private fun Following(list: LazyListState, items: List<TimelineItem>, timeline: Timeline) {
    val current by rememberUpdatedState(items)
    LaunchedEffect(timeline.target, timeline.turn) {
        val start = startOf(current, timeline)
        if (start == 0) return@LaunchedEffect
        // Near the head of the window, so that what follows it is to be seen; never beyond the newest row.
        val height = snapshotFlow { list.layoutInfo.viewportSize.height }.first { it > 0 }
        list.scrollToItem(start, -(height * 3 / 4))
    }
    val newest = timeline.rows.lastOrNull()
    var last by remember { mutableStateOf(newest?.id) }
    LaunchedEffect(newest?.id) {
        // One's own words are shown wherever one was reading; others' only to who reads at the foot.
        val own = newest != null && isOwn(newest)
        val follows = own || list.firstVisibleItemIndex <= 2
        if (newest?.id != last && !timeline.hasNewer && follows) list.scrollToItem(0)
        last = newest?.id
    }
}

@Composable
private fun ToNewest(list: LazyListState, timeline: Timeline, onEvent: (ChatEvent) -> Unit, modifier: Modifier) {
    val far by remember(list) { derivedStateOf { list.firstVisibleItemIndex > 3 } }
    var wanted by remember { mutableStateOf(false) }
    LaunchedEffect(wanted, timeline.hasNewer, timeline.rows.lastOrNull()?.id) {
        if (wanted && !timeline.hasNewer) {
            list.scrollToItem(0)
            wanted = false
        }
    }
    if (far || timeline.hasNewer) {
        val colours = Kith.colours
        val jump = {
            wanted = true
            onEvent(ChatEvent.JumpToNewest)
        }
        Row(
            modifier
                .padding(12.dp)
                .heightIn(min = 48.dp)
                .clip(Rounded)
                .background(colours.surface)
                .border(2.dp, colours.accent, Rounded)
                .clickable(role = Role.Button, onClick = jump)
                .padding(horizontal = 18.dp, vertical = 8.dp),
            Arrangement.spacedBy(8.dp),
            Alignment.CenterVertically,
        ) {
            Sign(Icon.Down, colour = colours.accent, size = 20.dp)
            Text(Kith.strings.chatJump, style = Kith.type.smallStrong, colour = colours.accent)
        }
    }
}
