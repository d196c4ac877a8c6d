package care.kith.desktop

import java.io.BufferedReader
import java.io.PrintStream

/** Why something could not be done, in a sentence for whoever asked. */
internal class Sorry(message: String, cause: Throwable? = null) : Exception(message, cause)

/**
 * Answers lines with lines, so that a scene can be played: each answer ends with a line of one full stop, and
 * a refusal begins with `! `. The same as the example `chat` of the core speaks.
 */
internal class Lines(private val input: BufferedReader, private val output: PrintStream) {
    /** Answers until `quit`, or until nobody asks any more. */
    suspend fun answer(does: suspend (word: String, rest: String) -> List<String>) {
        say(emptyList())
        for (line in generateSequence { input.readLine() }) {
            val word = line.substringBefore(' ')
            if (word == QUIT) break
            say(
                try {
                    does(word, line.substringAfter(' ', ""))
                } catch (sorry: Sorry) {
                    listOf("! ${sorry.message}")
                },
            )
        }
    }

    /** The last answer: everything is closed. */
    fun goodbye(): Unit = say(emptyList())

    private fun say(lines: List<String>) {
        // A line of someone's is one line, and none ends the answer.
        lines.forEach { output.println(it.replace('\n', ' ').let { line -> if (line == ".") " ." else line }) }
        output.println(".")
        output.flush()
    }

    private companion object {
        const val QUIT = "quit"
    }
}
