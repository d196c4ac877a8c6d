package care.kith.screens.album

import care.kith.screens.pictures.Goldens
import care.kith.screens.pictures.Picture
import care.kith.screens.pictures.faults
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory

/** `-Dscreen=chat,people` draws the pictures of some screens alone. */
class PicturesTest {
    private val screens = System.getProperty("screen", "").split(',')
    private val chosen = album.filter { picture -> screens.any { picture.name.startsWith(it) } }

    @TestFactory
    fun `every state of every screen`(): List<DynamicTest> = chosen.map { picture ->
        DynamicTest.dynamicTest(picture.name) {
            val reached = { beyond: Set<String> -> assertEquals(emptySet<String>(), beyond, "beyond the keyboard") }
            picture.draw(reached) { image, trees ->
                val drawn = runCatching { Goldens.check(picture.name, image) }
                assertEquals(emptyList<String>(), faults(image, trees, picture.look.language.strings), picture.name)
                drawn.getOrThrow()
            }
        }
    }

    @Test
    fun `no golden picture is left over, and no name stands twice`() {
        assertEquals(emptyList<String>(), Goldens.orphans(album.map(Picture::name).toSet()))
        assertEquals(album.size, album.map(Picture::name).toSet().size)
    }
}
