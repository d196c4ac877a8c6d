package care.kith.screens.pictures

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.requiredSize
import androidx.compose.foundation.layout.size
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clipToBounds
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.semantics.CustomAccessibilityAction
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.customActions
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import care.kith.screens.design.Text
import care.kith.strings.Language
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** The rules find what is planted. */
class RulesTest {
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
        Text("Pale words", colour = Color(0xFFB8B0A4))
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
