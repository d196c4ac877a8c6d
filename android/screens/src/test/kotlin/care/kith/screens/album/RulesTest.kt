package care.kith.screens.album

import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.requiredSize
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.text.BasicTextField
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clipToBounds
import androidx.compose.ui.focus.focusProperties
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.semantics.CustomAccessibilityAction
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.customActions
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.sp
import care.kith.screens.design.Icon
import care.kith.screens.design.Sign
import care.kith.screens.design.Text
import care.kith.screens.pictures.Picture
import care.kith.screens.pictures.faults
import care.kith.strings.Language
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** The rules find what is planted. */
class RulesTest {
    private val pale = Color(0xFFB8B0A4)

    private fun assertFound(fault: String, content: @Composable () -> Unit) =
        Picture("", content = content).draw { image, trees ->
            val found = faults(image, trees, Language.English.strings)
            assertTrue(found.any { fault in it }, "$found")
        }

    @Test
    fun `a target that is too small`() = assertFound("too small to touch") {
        Box(Modifier.size(40.dp).clickable {}) { Text("Go") }
    }

    @Test
    fun `a target without a word`() = assertFound("says nothing") { Box(Modifier.size(60.dp).clickable {}) }

    @Test
    fun `text that is hardly to be seen`() = assertFound("a contrast of only") {
        Text("Pale words", colour = pale)
    }

    @Test
    fun `one pale line among others`() = assertFound("“Pale words”") {
        Column {
            Text("Dark words")
            Text("Pale words", colour = pale)
        }
    }

    @Test
    fun `pale text with a dark dot in it`() = assertFound("a contrast of only") {
        Box {
            Text("Pale words that are a whole line", colour = pale)
            Box(Modifier.size(3.dp).background(Color.Black))
        }
    }

    @Test
    fun `typed words that are hardly to be seen`() = assertFound("“Pale words” has a contrast of only") {
        BasicTextField("Pale words", {}, Modifier.size(200.dp, 60.dp), textStyle = TextStyle(pale, 20.sp))
    }

    @Test
    fun `a sign that is hardly to be seen`() = assertFound("a sign has a contrast of only") {
        Sign(Icon.People, colour = pale)
    }

    @Test
    fun `a button that the keyboard does not come by`() {
        var found = emptySet<String>()
        Picture("") {
            Column {
                Box(Modifier.size(60.dp).clickable {}) { Text("Near") }
                Box(Modifier.size(60.dp).focusProperties { canFocus = false }.clickable {}) { Text("Far") }
            }
        }.draw({ found = it }) { _, _ -> }
        assertEquals(setOf("Far"), found)
    }

    @Test
    fun `text that is cut off`() = assertFound("cut off") {
        Box(Modifier.size(80.dp, 30.dp).clipToBounds()) {
            Text("A longer sentence that needs more than one line", Modifier.requiredSize(80.dp, 300.dp))
        }
    }

    @Test
    fun `text that does not fit`() = assertFound("does not fit") {
        Text("A longer sentence that needs more than one line", Modifier.size(80.dp, 30.dp))
    }

    @Test
    fun `a word that is broken`() = assertFound("a word broken") {
        Text("Unbreakablewordthatistoolong", Modifier.size(100.dp, 300.dp))
    }

    @Test
    fun `a message that says its words before its sender`() = assertFound("sender and role before") {
        Box(
            Modifier.size(300.dp).semantics(mergeDescendants = true) {
                contentDescription = "Good evening. Joy. Doctor or nurse. 8:29 PM"
                customActions = listOf(CustomAccessibilityAction("Copy") { true })
            },
        ) { Text("Good evening") }
    }
}
