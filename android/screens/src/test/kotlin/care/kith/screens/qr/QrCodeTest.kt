package care.kith.screens.qr

import care.kith.screens.invite.InviteScreen
import care.kith.screens.pictures.Look
import care.kith.screens.pictures.Picture
import care.kith.screens.samples.Samples
import care.kith.strings.Language
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test

class QrCodeTest {
    private val samples = Samples(Language.English)

    private fun readFromScreen(look: Look): String? {
        var read: String? = null
        Picture("", look, height = 1000) { InviteScreen(samples.invited(), {}) }.draw { image, _ ->
            val pixels = IntArray(image.width * image.height)
            image.readPixels(pixels)
            read = QrCode.read(pixels, image.width, image.height)
        }
        return read
    }

    @Test
    fun `what the screen shows can be read back, in the dark too`() {
        assertEquals(samples.link, readFromScreen(Look.Plain))
        assertEquals(samples.link, readFromScreen(Look.Dark))
    }

    @Test
    fun `a picture without a code is none`() = assertNull(QrCode.read(IntArray(10_000) { -1 }, 100, 100))

    @Test
    fun `what does not fit is refused`() {
        assertThrows(IllegalArgumentException::class.java) { QrCode.of("x".repeat(5000)) }
    }
}
