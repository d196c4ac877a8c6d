package care.kith.screens.design

import androidx.compose.foundation.IndicationNodeFactory
import androidx.compose.foundation.interaction.FocusInteraction
import androidx.compose.foundation.interaction.InteractionSource
import androidx.compose.foundation.interaction.PressInteraction
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.CornerRadius
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.drawscope.ContentDrawScope
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.node.DelegatableNode
import androidx.compose.ui.node.DrawModifierNode
import androidx.compose.ui.node.invalidateDraw
import androidx.compose.ui.unit.dp
import kotlinx.coroutines.launch

/** A thick ring around what the keyboard is at, and a shade over what is pressed. Nothing moves. */
internal data class FocusAndPress(private val palette: Palette) : IndicationNodeFactory {
    override fun create(interactionSource: InteractionSource): DelegatableNode =
        FocusAndPressNode(interactionSource, palette)
}

private class FocusAndPressNode(
    private val source: InteractionSource,
    private val palette: Palette,
) : Modifier.Node(), DrawModifierNode {
    private var focused = 0
    private var pressed = 0

    override fun onAttach() {
        coroutineScope.launch {
            source.interactions.collect { interaction ->
                when (interaction) {
                    is FocusInteraction.Focus -> focused++
                    is FocusInteraction.Unfocus -> focused--
                    is PressInteraction.Press -> pressed++
                    is PressInteraction.Release, is PressInteraction.Cancel -> pressed--
                }
                invalidateDraw()
            }
        }
    }

    override fun ContentDrawScope.draw() {
        drawContent()
        val corner = CornerRadius(12.dp.toPx())
        if (pressed > 0) drawRoundRect(palette.ink.copy(alpha = 0.12f), cornerRadius = corner)
        if (focused > 0) {
            val width = 3.dp.toPx()
            drawRoundRect(
                palette.focus,
                topLeft = Offset(width / 2, width / 2),
                size = Size(size.width - width, size.height - width),
                cornerRadius = corner,
                style = Stroke(width),
            )
        }
    }
}
