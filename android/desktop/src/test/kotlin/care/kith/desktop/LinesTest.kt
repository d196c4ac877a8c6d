package care.kith.desktop

import kotlinx.coroutines.test.runTest
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import java.io.ByteArrayOutputStream
import java.io.PrintStream

class LinesTest {
    private fun answers(asked: String, does: (String, String) -> List<String>): List<String> {
        val said = ByteArrayOutputStream()
        runTest { Lines(asked.reader().buffered(), PrintStream(said)).answer { word, rest -> does(word, rest) } }
        return said
            .toString()
            .trimEnd()
            .lines()
    }

    @Test
    fun `answers each line, until it is told to end`() {
        val said = answers("write At six\nread\nquit\nread\n") { word, rest -> listOf("$word: $rest") }
        assertEquals(listOf(".", "write: At six", ".", "read: ", "."), said)
    }

    @Test
    fun `someone's words are one line, and none of them ends an answer`() {
        val said = answers("read\n") { _, _ -> listOf("one\ntwo", ".") }
        assertEquals(listOf(".", "one two", " .", "."), said)
    }

    @Test
    fun `says what could not be done, and goes on`() {
        val said = answers("remove Kim\nread\n") { word, _ ->
            if (word == "remove") throw Sorry("Kim is not in the circle") else listOf("read")
        }
        assertEquals(listOf(".", "! Kim is not in the circle", ".", "read", "."), said)
    }
}
