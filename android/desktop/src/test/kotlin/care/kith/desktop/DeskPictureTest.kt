package care.kith.desktop

import care.kith.screens.chat.ChatScreen
import care.kith.screens.inbox.InboxScreen
import care.kith.screens.pictures.Goldens
import care.kith.screens.pictures.Look
import care.kith.screens.pictures.Picture
import care.kith.screens.pictures.faults
import care.kith.screens.samples.Samples
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

/** The window of a desk, beside its golden picture. */
class DeskPictureTest {
    @Test
    fun `the list and what is open stand side by side`() = listOf(Look.Plain, Look.Dark, Look.Arabic).forEach { look ->
        val name = if (look == Look.Plain) "desk" else "desk-${look.name.lowercase()}"
        val samples = Samples(look.language)
        Picture(name, look, height = 720, width = 1100) {
            SideBySide({ InboxScreen(samples.inbox(), {}) }) { ChatScreen(samples.chat(unreadFrom = 8), {}) }
        }.draw { image, trees ->
            assertEquals(emptyList<String>(), faults(image, trees, look.language.strings), name)
            Goldens.check(name, image)
        }
    }
}
