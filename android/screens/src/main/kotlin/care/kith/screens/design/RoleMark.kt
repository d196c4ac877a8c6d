package care.kith.screens.design

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.foundation.shape.CutCornerShape
import androidx.compose.foundation.shape.GenericShape
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.foundation.text.BasicText
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Shape
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.text.AnnotatedString
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.dp
import care.kith.screens.Person
import care.kith.screens.Role

/** A plus: who heals. */
private val PlusShape = GenericShape { size, _ ->
    val a = size.width * 0.2f
    val b = size.width * 0.8f
    val w = size.width
    listOf(b to 0f, b to a, w to a, w to b, b to b, b to w, a to w, a to b, 0f to b, 0f to a, a to a)
        .fold(moveTo(a, 0f)) { _, (x, y) -> lineTo(x, y) }
    close()
}

/** A house: family and friends. */
private val HouseShape = GenericShape { size, _ ->
    val w = size.width
    moveTo(w * 0.5f, 0f)
    lineTo(w, w * 0.36f)
    lineTo(w * 0.94f, w * 0.96f)
    lineTo(w * 0.06f, w * 0.96f)
    lineTo(0f, w * 0.36f)
    close()
}

internal fun shape(role: Role): Shape = when (role) {
    Role.Patient, Role.Proxy -> CircleShape
    Role.Family -> HouseShape
    Role.Clinician -> PlusShape
    Role.Coordinator -> RoundedCornerShape(percent = 22)
    Role.Administrator -> CutCornerShape(percent = 28)
}

/**
 * Someone's first letter on the shape of their role: a circle for the patient, a ring for who speaks for them,
 * a house for family and friends, a plus for doctors and nurses, a square for who plans care. It says nothing to
 * a screen reader: the role's word always stands beside it.
 */
@Composable
internal fun RoleMark(person: Person, modifier: Modifier = Modifier, size: Dp = 44.dp) {
    val colours = Kith.colours
    val shape = shape(person.role)
    val (ground, ink) = when (person.role) {
        Role.Patient -> colours.accent to colours.onAccent
        Role.Proxy -> colours.surface to colours.accent
        Role.Family -> colours.mine to colours.ink
        else -> colours.care to colours.careInk
    }
    val ring = when (person.role) {
        Role.Patient -> Modifier
        Role.Proxy -> Modifier.border(4.dp, colours.accent, shape)
        Role.Family -> Modifier.border(1.5.dp, colours.accent, shape)
        else -> Modifier.border(1.5.dp, colours.careInk, shape)
    }
    val letter = person.name
        .trim()
        .firstOrNull { it.isLetterOrDigit() }
        ?.uppercase() ?: "?"
    // The letter is a picture here: it grows with the mark, not with the text.
    val letterSize = with(LocalDensity.current) { (size * 0.42f).toSp() }
    Box(
        modifier
            .size(size)
            .background(ground, shape)
            .then(ring)
            .clearAndSetSemantics {},
        Alignment.Center,
    ) {
        BasicText(
            inItsLetters(AnnotatedString(letter), Kith.fonts),
            style = Kith.type.strong.merge(color = ink, fontSize = letterSize, lineHeight = letterSize),
        )
    }
}
