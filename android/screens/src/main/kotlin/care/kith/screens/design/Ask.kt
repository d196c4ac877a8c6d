package care.kith.screens.design

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.BoxWithConstraints
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.drawBehind
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.input.key.Key
import androidx.compose.ui.input.key.KeyEventType
import androidx.compose.ui.input.key.key
import androidx.compose.ui.input.key.onPreviewKeyEvent
import androidx.compose.ui.input.key.type
import androidx.compose.ui.layout.Layout
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.paneTitle
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.dp
import androidx.compose.ui.window.Dialog
import androidx.compose.ui.window.DialogProperties

/** Less of the words than this nobody can read: then the buttons scroll with them. */
private val LeastWords = 160.dp

/** Between the edge of the window and what is asked, and between that and its own edge. */
private val Outside = 16.dp
private val Inside = 24.dp

/** What is left of it beside what needs the whole width of a small phone. */
private val Least = 4.dp

/**
 * Stands over the screen until it is answered or left; Escape leaves it. What is asked scrolls where it is long; the
 * [answers] stay in view. What needs the width of a whole phone is [wide]. If it is [guarded], no touch counts that
 * goes through what another app has put over it.
 */
@Composable
internal fun Ask(
    title: String,
    onLeave: () -> Unit,
    guarded: Boolean = false,
    wide: Boolean = false,
    answers: @Composable ColumnScope.() -> Unit,
    content: @Composable ColumnScope.() -> Unit,
) {
    val outside = if (wide) Outside / 2 else Outside
    val beside = if (wide) Inside - Least else 0.dp
    Dialog(onLeave, DialogProperties(usePlatformDefaultWidth = false)) {
        if (guarded) Guarded()
        BoxWithConstraints(Modifier.padding(outside), Alignment.Center) {
            val room = maxHeight - Inside * 2
            Column(
                Modifier
                    .onPreviewKeyEvent { event ->
                        val leaves = event.key == Key.Escape
                        if (leaves && event.type == KeyEventType.KeyDown) onLeave()
                        leaves
                    }.widthIn(max = 480.dp)
                    .fillMaxWidth()
                    .background(Kith.colours.ground, Rounded)
                    .semantics { paneTitle = title }
                    .verticalScroll(rememberScrollState())
                    .padding(horizontal = Inside - beside, vertical = Inside),
            ) {
                WordsAndAnswers(room, beside, answers) {
                    Text(title, Modifier.padding(horizontal = beside).semantics { heading() }, Kith.type.heading)
                    content()
                }
            }
        }
    }
}

/** One above the other in [room], of which the answers have what they need, so far [beside] them. */
@Composable
private fun WordsAndAnswers(
    room: Dp,
    beside: Dp,
    answers: @Composable ColumnScope.() -> Unit,
    words: @Composable ColumnScope.() -> Unit,
) {
    val spaced = Arrangement.spacedBy(16.dp)
    val scroll = rememberScrollState()
    val line = Kith.colours.edge
    Layout(
        {
            Column(Modifier.verticalScroll(scroll), spaced, content = words)
            // A line where the words go on under the answers.
            val goesOn = Modifier.drawBehind {
                if (scroll.canScrollForward) drawLine(line, Offset.Zero, Offset(size.width, 0f), 2.dp.toPx())
            }
            Column(goesOn.padding(start = beside, end = beside, top = 16.dp), spaced, content = answers)
        },
    ) { (above, below), limits ->
        val answersPlace = below.measure(limits.copy(minHeight = 0))
        val left = (room.roundToPx() - answersPlace.height).coerceAtLeast(LeastWords.roundToPx())
        val wordsPlace = above.measure(limits.copy(minHeight = 0, maxHeight = left))
        layout(limits.maxWidth, wordsPlace.height + answersPlace.height) {
            wordsPlace.placeRelative(0, 0)
            answersPlace.placeRelative(0, wordsPlace.height)
        }
    }
}
