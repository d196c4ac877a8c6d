package care.kith.desktop

import java.nio.file.InvalidPathException
import java.nio.file.Path

/**
 * How the program is called.
 *
 * @property isHelp whether that was asked; else something was wrong.
 */
internal class Usage(val isHelp: Boolean, wrong: String = "") : Exception((wrong + TEXT).trim()) {
    private companion object {
        const val TEXT = """
kith-desktop --store DIR --key FILE [--name NAME] [--offline] [--lines]

  --store DIR   the folder of the encrypted store; made if it is not there
  --key FILE    the file of its key; made with it, for its owner alone
  --name NAME   what others shall call this person
  --offline     never talk to a relay
  --lines       do what standard input says, as the demo does
  --help        say this
"""
    }
}

/** How the program was called. */
internal class Arguments private constructor(values: Map<String, String>) {
    val store: Path = path(values, "--store")
    val key: Path = path(values, "--key")
    val name: String = values["--name"].orEmpty()
    val offline: Boolean = "--offline" in values
    val lines: Boolean = "--lines" in values

    companion object {
        private val FLAGS = setOf("--offline", "--lines")
        private val VALUES = setOf("--store", "--key", "--name")

        /**
         * Reads the command line.
         *
         * @throws Usage if help was asked for, or something is wrong.
         */
        fun of(words: List<String>): Arguments {
            if ("--help" in words || "-h" in words) throw Usage(isHelp = true)
            val values = mutableMapOf<String, String>()
            val rest = words.iterator()
            for (word in rest) {
                values[word] = when (word) {
                    in FLAGS -> ""
                    in VALUES -> value(word, rest)
                    else -> throw Usage(isHelp = false, "not known: $word\n")
                }
            }
            return Arguments(values)
        }

        /** What looks like another option is no value: no folder shall be called `--name`. */
        private fun value(word: String, rest: Iterator<String>): String {
            val value = if (rest.hasNext()) rest.next() else ""
            if (value.isEmpty() || value.startsWith("--")) throw Usage(isHelp = false, "$word needs a value\n")
            return value
        }

        private fun path(values: Map<String, String>, word: String): Path = try {
            Path.of(values[word] ?: throw Usage(isHelp = false, "$word is missing\n"))
        } catch (
            @Suppress("SwallowedException") error: InvalidPathException,
        ) {
            throw Usage(isHelp = false, "$word is no path\n")
        }
    }
}
