package care.kith.holders.town

import java.io.BufferedReader
import java.io.BufferedWriter
import java.nio.file.Path
import kotlin.io.path.absolutePathString
import kotlin.io.path.createDirectories

/** Someone whose client does what no client should, in a process of its own. Only tests build it. */
internal class PatchedClient(name: String, home: Path) : AutoCloseable {
    private val program = Path.of(checkNotNull(System.getProperty("kith.patched")), "chat")
    private val process: Process
    private val typed: BufferedWriter
    private val said: BufferedReader

    init {
        home.createDirectories()
        process = ProcessBuilder(
            program.absolutePathString(),
            "--store",
            home.resolve("store").absolutePathString(),
            "--key",
            home.resolve("key").absolutePathString(),
            "--name",
            name,
        ).redirectError(ProcessBuilder.Redirect.DISCARD).start()
        typed = process.outputWriter()
        said = process.inputReader()
        answer()
    }

    /** Types a command; answers what it led to. */
    fun types(command: String): List<String> {
        typed.write("$command\n")
        typed.flush()
        return answer()
    }

    private fun answer(): List<String> = generateSequence { said.readLine() }.takeWhile { it != "." }.toList()

    override fun close() {
        process.destroyForcibly().waitFor()
    }
}
