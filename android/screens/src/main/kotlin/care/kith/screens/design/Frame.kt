package care.kith.screens.design

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.RowScope
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp

/** Wider than this nobody reads well. */
internal val ReadingWidth = 640.dp

/** How far apart the two sides of a conversation stand at most. */
internal val ChatWidth = 800.dp

/** A screen: a bar with its title, and what is under it. Nothing under it scrolls by itself. */
@Composable
internal fun Frame(
    title: String,
    modifier: Modifier = Modifier,
    onBack: (() -> Unit)? = null,
    under: String? = null,
    actions: @Composable RowScope.() -> Unit = {},
    content: @Composable ColumnScope.() -> Unit,
) {
    Column(modifier.fillMaxSize().background(Kith.colours.ground)) {
        Row(
            Modifier
                .fillMaxWidth()
                .heightIn(min = 64.dp)
                .padding(
                    start = if (onBack ==
                        null
                    ) {
                        24.dp
                    } else {
                        8.dp
                    },
                    end = 8.dp,
                ).padding(vertical = 8.dp),
            verticalAlignment = Alignment.CenterVertically,
        ) {
            if (onBack != null) IconButton(Icon.Back, Kith.strings.actionBack, onBack)
            Column(Modifier.weight(1f).padding(horizontal = if (onBack == null) 0.dp else 4.dp)) {
                // Large letters leave room for what the screen is there for.
                val style = when {
                    Kith.largeText -> Kith.type.strong
                    onBack == null -> Kith.type.title
                    else -> Kith.type.heading
                }
                Text(title, Modifier.semantics { heading() }, style)
                if (under != null &&
                    !Kith.largeText
                ) {
                    Text(under, style = Kith.type.small, colour = Kith.colours.inkSoft)
                }
            }
            actions()
        }
        content()
    }
}

/** What scrolls under a [Frame]'s bar, in the middle of a wide window. */
@Composable
internal fun ColumnScope.Page(
    arrangement: Arrangement.Vertical = Arrangement.spacedBy(16.dp),
    content: @Composable ColumnScope.() -> Unit,
) {
    Box(Modifier.weight(1f).fillMaxWidth(), Alignment.TopCenter) {
        Column(
            Modifier
                .widthIn(max = ReadingWidth)
                .fillMaxSize()
                .verticalScroll(rememberScrollState())
                .padding(start = 24.dp, end = 24.dp, top = 8.dp, bottom = 32.dp),
            arrangement,
            content = content,
        )
    }
}
