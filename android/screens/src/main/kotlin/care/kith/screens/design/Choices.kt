package care.kith.screens.design

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.foundation.selection.toggleable
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Shape
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.unit.dp

/** Some things of which one is chosen, one under the other. */
@Composable
internal fun Choices(modifier: Modifier = Modifier, content: @Composable ColumnScope.() -> Unit) {
    Column(modifier.fillMaxWidth().selectableGroup(), Arrangement.spacedBy(8.dp), content = content)
}

/** One of [Choices]: chosen is told by a tick in the ring, a thick edge and heavy letters. */
@Composable
internal fun Choice(
    label: String,
    chosen: Boolean,
    onChoose: () -> Unit,
    modifier: Modifier = Modifier,
    help: String = "",
) = Marked(label, chosen, help, CircleShape, modifier) {
    selectable(chosen, role = Role.RadioButton, onClick = onChoose)
}

/** Something that is so or not: a square with a tick where it is, a thick edge and heavy letters. */
@Composable
internal fun Toggle(
    label: String,
    on: Boolean,
    onToggle: (Boolean) -> Unit,
    help: String,
    modifier: Modifier = Modifier,
) = Marked(label, on, help, RoundedCornerShape(6.dp), modifier) {
    toggleable(on, role = Role.Switch, onValueChange = onToggle)
}

@Composable
private fun Marked(
    label: String,
    on: Boolean,
    help: String,
    tick: Shape,
    modifier: Modifier,
    touched: Modifier.() -> Modifier,
) {
    val colours = Kith.colours
    Row(
        modifier
            .fillMaxWidth()
            .heightIn(min = 56.dp)
            .clip(Rounded)
            .background(if (on) colours.mine else colours.surface)
            .border(if (on) 3.dp else 1.dp, if (on) colours.accent else colours.edge, Rounded)
            .touched()
            .padding(horizontal = 16.dp, vertical = 12.dp),
        Arrangement.spacedBy(14.dp),
        Alignment.CenterVertically,
    ) {
        Tick(on, tick)
        Column(Modifier.weight(1f)) {
            Text(label, style = if (on) Kith.type.strong else Kith.type.body)
            if (help.isNotEmpty()) Text(help, style = Kith.type.small, colour = colours.inkSoft)
        }
    }
}

@Composable
private fun Tick(chosen: Boolean, shape: Shape) {
    val colours = Kith.colours
    val filled = if (chosen) Modifier.background(colours.accent, shape) else Modifier
    Box(
        Modifier.size(26.dp).border(2.dp, if (chosen) colours.accent else colours.edge, shape).then(filled),
        Alignment.Center,
    ) {
        if (chosen) Sign(Icon.Check, colour = colours.onAccent, size = 18.dp)
    }
}
