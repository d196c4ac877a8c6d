package care.kith.holders.town

import java.net.ServerSocket
import java.nio.file.Path
import java.util.concurrent.TimeUnit
import kotlin.io.path.absolutePathString
import kotlin.io.path.createDirectories

/** The real kith-relay, in a process of its own, with a clinic. */
internal class Relay(private val home: Path) : AutoCloseable {
    private val program = Path.of(checkNotNull(System.getProperty("kith.programs")), "kith-relay")
    private val data = home.resolve("relay")

    /** Where everybody looks for it. */
    val port: Int = freePort()
    private var process: Process? = null

    init {
        home.createDirectories()
        run(
            "clinic",
            "create",
            "--data",
            data.absolutePathString(),
            "--name",
            "Riverside Clinic",
            "--emergency",
            "112",
            "--telephone",
            "030 555 0100",
            "--hours",
            "Monday to Friday, 8 to 18",
            "--url",
            "http://127.0.0.1:$port",
            "--root-out",
            home.resolve("root.key").absolutePathString(),
        )
        serve()
    }

    /** Serves, until [stop], where everybody looks for it or behind who stands there. Returns when it listens. */
    fun serve(at: Int = port) {
        val started = ProcessBuilder(
            program.absolutePathString(),
            "serve",
            "--data",
            data.absolutePathString(),
            "--listen",
            "127.0.0.1:$at",
        ).redirectError(ProcessBuilder.Redirect.DISCARD).start()
        val line = started.inputReader().readLine()
        check(line?.startsWith("listening on") == true) { "the relay did not start: $line" }
        process = started
    }

    /** The clinic's computer is gone, as if its plug were pulled. */
    fun stop() {
        process?.destroyForcibly()?.waitFor()
        process = null
    }

    /** A link of the clinic for a patient. */
    fun invitePatient(): String = run("clinic", "invite-patient", "--data", data.absolutePathString())

    /** A link of the clinic for a nurse whom it calls [name]. */
    fun inviteClinician(name: String): String =
        run("clinic", "invite-staff", "--data", data.absolutePathString(), "--role", "clinician", "--name", name)

    /** The clinic has nothing to do with someone any more. */
    fun revoke(person: String) {
        run("clinic", "revoke", "--data", data.absolutePathString(), "--person", person)
    }

    private fun run(vararg arguments: String): String {
        val ran = ProcessBuilder(program.absolutePathString(), *arguments)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start()
        val said = ran.inputReader().readText().trim()
        check(ran.waitFor(1, TimeUnit.MINUTES) && ran.exitValue() == 0) { "kith-relay ${arguments.first()} failed" }
        return said
    }

    override fun close(): Unit = stop()
}

/** A port that nobody listens at. */
internal fun freePort(): Int = ServerSocket(0).use { it.localPort }
