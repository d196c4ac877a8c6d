package care.kith.screens.pictures

import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.PixelMap
import androidx.compose.ui.graphics.luminance
import androidx.compose.ui.graphics.toPixelMap
import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.text.TextLayoutResult
import care.kith.screens.Role
import care.kith.screens.design.role
import care.kith.strings.Strings

private const val TARGET = 48
private const val CONTRAST = 4.5

/** What every picture has to keep, read from its tree of semantics and its pixels; empty if it does. */
fun faults(picture: ImageBitmap, trees: Trees, strings: Strings): List<String> {
    val pixels = picture.toPixelMap()
    val parts = trees.unmerged.all().toList()
    val heard = trees.merged.all().toList()
    return heard.flatMap(::targetFaults) +
        heard.flatMap { orderFaults(it, strings) } +
        parts.flatMap(::cutFaults) +
        parts.flatMap { contrastFaults(it, pixels) }
}

/** The words of a node, for messages. */
private fun SemanticsNode.words(): String =
    (
        config.getOrNull(SemanticsProperties.ContentDescription)
            ?: config.getOrNull(SemanticsProperties.Text)?.map { it.text }
    )?.joinToString(" ") ?: config.getOrNull(SemanticsProperties.EditableText)?.text ?: "#$id"

private fun targetFaults(node: SemanticsNode): List<String> = buildList {
    val acts = SemanticsActions.OnClick in node.config || SemanticsActions.SetText in node.config
    if (!acts) return@buildList
    val least = TARGET * DENSITY - 1
    if (node.size.width < least || node.size.height < least) {
        add("“${node.words()}” is ${node.size.width / DENSITY} × ${node.size.height / DENSITY} dp, too small to touch")
    }
    val said = SemanticsProperties.ContentDescription in node.config || SemanticsProperties.Text in node.config
    if (!said) add("#${node.id} can be touched and says nothing")
}

/** Messages, which are what has actions of its own, say sender, role, text and state, in this order. */
private fun orderFaults(node: SemanticsNode, strings: Strings): List<String> {
    if (SemanticsActions.CustomActions !in node.config) return emptyList()
    val said = node.words()
    val body = node.config[SemanticsProperties.Text]
        .map { it.text }
        .filter { it in said }
        .maxByOrNull(String::length)
        ?: return listOf("“$said” does not say its words")
    val before = said.substringBefore(body)
    val role = Role.entries.firstNotNullOfOrNull { role -> before.indexOf(strings.role(role)).takeIf { it >= 0 } }
    return buildList {
        if (role == null || role == 0) add("“$said” does not say sender and role before its words")
        if (said.substringAfter(body).none(Char::isDigit)) add("“$said” does not say its state last")
    }
}

private fun SemanticsNode.scrolls(): Boolean = generateSequence(this) { it.parent }
    .any { SemanticsProperties.VerticalScrollAxisRange in it.config }

private fun cutFaults(node: SemanticsNode): List<String> = buildList {
    val layouts = mutableListOf<TextLayoutResult>()
    node.config
        .getOrNull(SemanticsActions.GetTextLayoutResult)
        ?.action
        ?.invoke(layouts)
    val layout = layouts.firstOrNull() ?: return@buildList
    val shown = node.boundsInRoot
    val editable = SemanticsActions.SetText in node.config
    // A preview says by its limit of lines that it goes on elsewhere; a field scrolls.
    if (layout.hasVisualOverflow && layout.layoutInput.maxLines == Int.MAX_VALUE && !editable) {
        add("“${node.words()}” does not fit")
    }
    if (!editable && brokenWord(layout)) add("“${node.words()}” has a word broken at the end of a line")
    if (shown.isEmpty) {
        if (!node.scrolls()) add("“${node.words()}” is not to be seen")
        return@buildList
    }
    if (shown.width < node.size.width - 1) add("“${node.words()}” is cut off at its side")
    if (shown.height < node.size.height - 1 && !node.scrolls()) add("“${node.words()}” is cut off")
}

private fun brokenWord(layout: TextLayoutResult): Boolean {
    val text = layout.layoutInput.text.text
    return (0 until layout.lineCount - 1)
        .map { layout.getLineEnd(it) }
        .any { it in 1 until text.length && text[it - 1].isLetterOrDigit() && text[it].isLetterOrDigit() }
}

private fun contrastFaults(node: SemanticsNode, pixels: PixelMap): List<String> {
    if (SemanticsProperties.Text !in node.config) return emptyList()
    val shown = node.boundsInRoot
    val area = (shown.top.toInt() until shown.bottom.toInt().coerceAtMost(pixels.height)).flatMap { y ->
        (shown.left.toInt() until shown.right.toInt().coerceAtMost(pixels.width)).map { x -> pixels[x, y] }
    }
    // A sliver at the edge of what scrolls shows no letters.
    if (shown.height < node.size.height / 2f || area.isEmpty()) return emptyList()
    val ground = area
        .groupingBy { it }
        .eachCount()
        .maxBy { it.value }
        .key
    val contrast = area.toSet().maxOf { contrast(it, ground) }
    return if (contrast >=
        CONTRAST
    ) {
        emptyList()
    } else {
        listOf("“${node.words()}” has a contrast of only %.1f".format(contrast))
    }
}

/** As WCAG 2 defines it. */
fun contrast(a: Color, b: Color): Double {
    val (dark, light) = listOf(a.luminance(), b.luminance()).sorted()
    return (light + 0.05) / (dark + 0.05)
}
