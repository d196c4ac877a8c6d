package care.kith.screens.pictures

import androidx.compose.ui.geometry.Rect
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
import care.kith.screens.design.SIGN
import care.kith.screens.design.role
import care.kith.strings.Strings

private const val TARGET = 48
private const val CONTRAST = 4.5

/** What a sign needs, whose lines are thicker than a letter's. */
private const val SIGN_CONTRAST = 3.0

/** What differs by less from the ground is ground: a shade, the edge of a letter. */
private const val VISIBLE = 1.25

/** The part of what is drawn that has to be strong enough; the rest are edges. */
private const val STRONG_PART = 0.2

/** What stands between the edge of a field and what is typed in it, in dp. */
private const val FIELD_EDGE = 8f

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
internal fun SemanticsNode.words(): String =
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
    val roles = Role.entries.map(strings::role) + strings.role(Role.Proxy, mine = true)
    val role = roles.firstNotNullOfOrNull { role -> before.indexOf(role).takeIf { it >= 0 } }
    return buildList {
        if (role == null || role == 0) add("“$said” does not say sender and role before its words")
        if (said.substringAfter(body).none(Char::isDigit)) add("“$said” does not say its state last")
    }
}

private fun SemanticsNode.scrolls(): Boolean = generateSequence(this) { it.parent }
    .any { SemanticsProperties.VerticalScrollAxisRange in it.config }

private fun cutFaults(node: SemanticsNode): List<String> = buildList {
    val layout = layout(node) ?: return@buildList
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

private fun layout(node: SemanticsNode): TextLayoutResult? {
    val layouts = mutableListOf<TextLayoutResult>()
    node.config
        .getOrNull(SemanticsActions.GetTextLayoutResult)
        ?.action
        ?.invoke(layouts)
    return layouts.firstOrNull()
}

private fun brokenWord(layout: TextLayoutResult): Boolean {
    val text = layout.layoutInput.text.text
    return (0 until layout.lineCount - 1)
        .map { layout.getLineEnd(it) }
        .any { it in 1 until text.length && text[it - 1].isLetterOrDigit() && text[it].isLetterOrDigit() }
}

private fun contrastFaults(node: SemanticsNode, pixels: PixelMap): List<String> {
    val isSign = node.config.getOrNull(SemanticsProperties.TestTag) == SIGN
    val least = if (isSign) SIGN_CONTRAST else CONTRAST
    val name = if (isSign) "a sign" else "“${node.words()}”"
    return inked(node)
        .map { strength(it, pixels) }
        .filter { it < least }
        .map { "$name has a contrast of only %.1f".format(it) }
        .distinct()
}

/** Where a node has letters or lines: each line of a text by itself, so that a pale one is not hidden by others. */
private fun inked(node: SemanticsNode): List<Rect> {
    val shown = node.boundsInRoot
    // A sliver at the edge of what scrolls shows no letters.
    if (shown.height < node.size.height / 2f || shown.isEmpty) return emptyList()
    val typed = node.config.getOrNull(SemanticsProperties.EditableText)?.text
    return when {
        SemanticsProperties.Text in node.config -> lines(node)
        typed?.isNotBlank() == true -> listOf(shown.deflate(FIELD_EDGE * DENSITY))
        node.config.getOrNull(SemanticsProperties.TestTag) == SIGN -> listOf(shown)
        else -> emptyList()
    }
}

private fun lines(node: SemanticsNode): List<Rect> {
    val layout = layout(node) ?: return emptyList()
    val origin = node.positionInRoot
    return (0 until layout.lineCount)
        .filter { line ->
            layout.layoutInput.text
                .substring(layout.getLineStart(line), layout.getLineEnd(line))
                .any(Char::isLetterOrDigit)
        }.map { line ->
            Rect(
                layout.getLineLeft(line),
                layout.getLineTop(line),
                layout.getLineRight(line),
                layout.getLineBottom(line),
            ).translate(origin)
        }.filter { it.top >= node.boundsInRoot.top - 1 && it.bottom <= node.boundsInRoot.bottom + 1 }
}

/**
 * How strong what is drawn in [area] is against what is behind it, which is most of it. A strong part has to be as
 * strong, not one pixel: the lowest contrast that the strongest [STRONG_PART] of it has.
 */
private fun strength(area: Rect, pixels: PixelMap): Double {
    val colours = HashMap<Color, Int>()
    for (y in area.top.toInt().coerceAtLeast(0) until area.bottom.toInt().coerceAtMost(pixels.height)) {
        for (x in area.left.toInt().coerceAtLeast(0) until area.right.toInt().coerceAtMost(pixels.width)) {
            colours.merge(pixels[x, y], 1, Int::plus)
        }
    }
    val ground = colours.maxBy { it.value }.key
    val drawn = colours
        .map { (colour, count) -> contrast(colour, ground) to count }
        .filter { (contrast, _) -> contrast >= VISIBLE }
        .sortedByDescending { (contrast, _) -> contrast }
    var left = drawn.sumOf { (_, count) -> count } * STRONG_PART
    return drawn
        .firstOrNull { (_, count) ->
            left -= count
            left <= 0
        }?.first ?: 1.0
}

/** As WCAG 2 defines it. */
fun contrast(a: Color, b: Color): Double {
    val (dark, light) = listOf(a.luminance(), b.luminance()).sorted()
    return (light + 0.05) / (dark + 0.05)
}
