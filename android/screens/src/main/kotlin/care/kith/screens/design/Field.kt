package care.kith.screens.design

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.interaction.MutableInteractionSource
import androidx.compose.foundation.interaction.collectIsFocusedAsState
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.text.BasicTextField
import androidx.compose.foundation.text.KeyboardActions
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.focus.FocusDirection
import androidx.compose.ui.focus.FocusManager
import androidx.compose.ui.focus.FocusRequester
import androidx.compose.ui.focus.focusRequester
import androidx.compose.ui.graphics.SolidColor
import androidx.compose.ui.input.key.Key
import androidx.compose.ui.input.key.KeyEvent
import androidx.compose.ui.input.key.KeyEventType
import androidx.compose.ui.input.key.isShiftPressed
import androidx.compose.ui.input.key.key
import androidx.compose.ui.input.key.onPreviewKeyEvent
import androidx.compose.ui.input.key.type
import androidx.compose.ui.platform.LocalFocusManager
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.error
import androidx.compose.ui.semantics.password
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.TextRange
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.input.ImeAction
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.text.input.OffsetMapping
import androidx.compose.ui.text.input.PasswordVisualTransformation
import androidx.compose.ui.text.input.TextFieldValue
import androidx.compose.ui.text.input.TransformedText
import androidx.compose.ui.text.input.VisualTransformation
import androidx.compose.ui.text.style.TextDirection
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.dp

/** A field under its [label], with what is wrong with it under it. What is [secret] is shown as dots. */
@Composable
public fun Field(
    value: String,
    onChange: (String) -> Unit,
    label: String,
    modifier: Modifier = Modifier,
    hint: String = "",
    fault: String? = null,
    secret: Boolean = false,
    onDone: () -> Unit = {},
) {
    Column(modifier.fillMaxWidth(), Arrangement.spacedBy(8.dp)) {
        Text(label, style = Kith.type.strong)
        Entry(
            value,
            onChange,
            label,
            hint = hint,
            fault = fault,
            maxLines = if (secret) 1 else 4,
            secret = secret,
            onEnter = onDone,
        )
        if (fault != null) SignedLine(Icon.Alert, fault, Kith.colours.alarmInk)
    }
}

/** A field by itself; [label] is what a screen reader says. Enter on a keyboard is [onEnter]. */
@Composable
internal fun Entry(
    value: String,
    onChange: (String) -> Unit,
    label: String,
    modifier: Modifier = Modifier,
    hint: String = "",
    fault: String? = null,
    maxLines: Int = 1,
    minHeight: Dp = 56.dp,
    style: TextStyle = Kith.type.body,
    secret: Boolean = false,
    imeAction: ImeAction = ImeAction.Done,
    onEnter: () -> Unit = {},
) {
    val colours = Kith.colours
    val fonts = Kith.fonts
    val focusManager = LocalFocusManager.current
    val source = remember { MutableInteractionSource() }
    val focused by source.collectIsFocusedAsState()
    var shown by remember { mutableStateOf(TextFieldValue(value, TextRange(value.length))) }
    // The key is held until it comes up, or until the field is left.
    var held by remember(focused) { mutableStateOf(false) }
    val current = if (shown.text == value) shown else TextFieldValue(value, TextRange(value.length))
    val edge = if (focused) {
        colours.focus
    } else if (fault != null) {
        colours.alarmInk
    } else {
        colours.edge
    }
    BasicTextField(
        current,
        {
            shown = it
            if (it.text != value) onChange(it.text)
        },
        modifier
            .fillMaxWidth()
            .onPreviewKeyEvent { event ->
                handled(event, focusManager) {
                    // A key that is held down comes down again and again.
                    if (it && !held) onEnter()
                    held = it
                }
            }.semantics {
                contentDescription = label
                if (fault != null) error(fault)
                if (secret) password()
            },
        textStyle = style.merge(color = colours.ink, textDirection = TextDirection.Content),
        // What is secret is neither learned by the keyboard nor shown.
        keyboardOptions = if (secret) {
            KeyboardOptions(autoCorrectEnabled = false, keyboardType = KeyboardType.Password, imeAction = imeAction)
        } else {
            KeyboardOptions(imeAction = imeAction)
        },
        keyboardActions = KeyboardActions(onAny = { onEnter() }),
        maxLines = maxLines,
        visualTransformation = remember(fonts, secret) {
            if (secret) PasswordVisualTransformation() else lettersOf(fonts)
        },
        interactionSource = source,
        cursorBrush = SolidColor(colours.accent),
    ) { field ->
        Box(
            Modifier
                .heightIn(min = minHeight)
                .background(colours.surface, Rounded)
                .border(if (focused) 3.dp else 2.dp, edge, Rounded)
                .padding(horizontal = 16.dp, vertical = 12.dp),
            contentAlignment = Alignment.CenterStart,
        ) {
            if (value.isEmpty() && hint.isNotEmpty()) Text(hint, style = style, colour = colours.inkSoft)
            field()
        }
    }
}

/** For a field that one comes to in order to type: it has the keyboard at once, where there is one. */
@Composable
internal fun readyForTyping(): Modifier {
    val focus = remember { FocusRequester() }
    if (Kith.typing) LaunchedEffect(focus) { focus.requestFocus() }
    return Modifier.focusRequester(focus)
}

private fun lettersOf(fonts: Fonts) =
    VisualTransformation { TransformedText(inItsLetters(it, fonts), OffsetMapping.Identity) }

/** Tab moves on, as everywhere, and Enter, which comes down and up, ends; with Shift it begins a line. */
private fun handled(
    event: KeyEvent,
    focus: FocusManager,
    onEnter: (down: Boolean) -> Unit,
): Boolean = when (event.key) {
    Key.Tab -> {
        val direction = if (event.isShiftPressed) FocusDirection.Previous else FocusDirection.Next
        event.type != KeyEventType.KeyDown || focus.moveFocus(direction)
    }

    Key.Enter, Key.NumPadEnter -> {
        if (event.isShiftPressed) {
            false
        } else {
            onEnter(event.type == KeyEventType.KeyDown)
            true
        }
    }

    else -> {
        false
    }
}
