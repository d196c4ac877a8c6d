package care.kith.screens.design

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.defaultMinSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.text.style.TextDecoration
import androidx.compose.ui.unit.dp

internal val Rounded = RoundedCornerShape(14.dp)

/** What a button is for. */
public enum class Weight {
    /** The one thing to do on this screen. */
    Main,

    /** Something else that can be done. */
    Other,

    /** What cannot be undone. */
    Grave,

    /** What is seldom wanted and asks again before it does anything: words alone. */
    Quiet,
}

/** A button that says what it does. At least 56 dp high, as wide as it is given. */
@Composable
public fun Button(
    label: String,
    onClick: () -> Unit,
    modifier: Modifier = Modifier,
    weight: Weight = Weight.Main,
    icon: Icon? = null,
    enabled: Boolean = true,
) {
    val colours = Kith.colours
    val main = weight == Weight.Main
    val quiet = weight == Weight.Quiet
    val ink = when {
        !enabled -> colours.inkSoft
        main -> colours.onAccent
        weight == Weight.Grave || weight == Weight.Quiet -> colours.alarmInk
        else -> colours.accent
    }
    val filled = if (!enabled) {
        colours.sunken
    } else if (main) {
        colours.accent
    } else {
        Color.Transparent
    }
    Row(
        modifier
            .fillMaxWidth()
            .heightIn(min = 56.dp)
            .clip(Rounded)
            .background(filled)
            .border(
                2.dp,
                if (quiet) {
                    Color.Transparent
                } else if (main && enabled) {
                    filled
                } else {
                    ink
                },
                Rounded,
            ).clickable(enabled, role = Role.Button, onClick = onClick)
            .padding(horizontal = if (quiet) 4.dp else 20.dp, vertical = 12.dp),
        horizontalArrangement =
            Arrangement.spacedBy(12.dp, if (quiet) Alignment.Start else Alignment.CenterHorizontally),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        if (icon != null) Sign(icon, colour = ink)
        val style = if (quiet) Kith.type.body.merge(textDecoration = TextDecoration.Underline) else Kith.type.strong
        Text(label, Modifier.weight(1f, fill = false), style, ink, TextAlign.Center)
    }
}

/** A sign alone, 48 dp, for what everyone knows; [label] is what a screen reader says. */
@Composable
public fun IconButton(
    icon: Icon,
    label: String,
    onClick: () -> Unit,
    modifier: Modifier = Modifier,
    colour: Color = Kith.colours.ink,
    enabled: Boolean = true,
) {
    Box(
        modifier
            .defaultMinSize(48.dp, 48.dp)
            .size(48.dp)
            .clip(Rounded)
            .clickable(enabled, role = Role.Button, onClick = onClick)
            .semantics { contentDescription = label },
        contentAlignment = Alignment.Center,
    ) { Sign(icon, colour = colour) }
}
