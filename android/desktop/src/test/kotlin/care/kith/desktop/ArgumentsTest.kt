package care.kith.desktop

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.nio.file.Path

class ArgumentsTest {
    private fun refused(vararg words: String) = assertThrows(Usage::class.java) { Arguments.of(words.toList()) }

    @Test
    fun `says what was asked for`() {
        val arguments = Arguments.of(listOf("--store", "there", "--key", "here", "--name", "Joy", "--lines"))
        assertEquals(Path.of("there"), arguments.store)
        assertEquals(Path.of("here"), arguments.key)
        assertEquals("Joy", arguments.name)
        assertTrue(arguments.lines)
        assertFalse(arguments.offline)
    }

    @Test
    fun `help is help wherever it stands, and makes no folder of that name`() {
        assertTrue(refused("--help").isHelp)
        assertTrue(refused("--store", "--help").isHelp)
        assertTrue(refused("-h").isHelp)
    }

    @Test
    fun `what is not known or not whole is refused, and says why`() {
        assertTrue("--key needs a value" in refused("--store", "there", "--key", "--offline").message.orEmpty())
        assertTrue("--store needs a value" in refused("--store").message.orEmpty())
        assertTrue("--key is missing" in refused("--store", "there").message.orEmpty())
        assertTrue("not known: --stor" in refused("--stor", "there").message.orEmpty())
        assertFalse(refused("there").isHelp)
    }
}
