package care.kith.screens.pictures

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory

class PicturesTest {
    @TestFactory
    fun `every state of every screen`(): List<DynamicTest> = album.map { picture ->
        DynamicTest.dynamicTest(picture.name) {
            picture.draw { image, trees ->
                val drawn = runCatching { Goldens.check(picture.name, image) }
                assertEquals(emptyList<String>(), faults(image, trees), picture.name)
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
