package care.kith.desktop

import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.runtime.remember
import androidx.compose.ui.window.Window
import androidx.compose.ui.window.application
import androidx.compose.ui.window.rememberWindowState
import care.kith.core.KithClient
import care.kith.core.KithException
import care.kith.core.uniffiEnsureInitialized
import care.kith.holders.Go
import care.kith.screens.design.ownCircle
import care.kith.strings.Language
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.job
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeoutOrNull
import java.awt.GraphicsEnvironment
import java.nio.file.Files
import java.nio.file.Path
import java.time.ZoneId
import java.util.Locale
import java.util.concurrent.atomic.AtomicReference
import kotlin.system.exitProcess
import kotlin.time.Duration.Companion.seconds

/** How long what is still being kept may take when the window is closed. */
private val LAST_WORDS = 5.seconds

/** Kith on a desk: a window for staff; for the demo, driven by lines. */
public fun main(words: Array<String>) {
    val arguments = try {
        Arguments.of(words.toList())
    } catch (asked: Usage) {
        (if (asked.isHelp) System.out else System.err).println(asked.message)
        exitProcess(if (asked.isHelp) 0 else 2)
    }
    uniffiEnsureInitialized()
    Files.createDirectories(arguments.store)
    val vault = KeyFile(arguments.key)
    val client = runBlocking { KithClient.open(arguments.store.toString(), vault, null) }
    val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
    val title = AtomicReference<String?>(null)
    val language = runBlocking { language(client, arguments) }
    val desk = Desk(client, vault, scope, machine(), language) { name ->
        title.get() ?: language.strings.ownCircle(name)
    }
    try {
        client.proxyOfEnvironment()
    } catch (unfit: KithException) {
        System.err.println("HTTPS_PROXY or ALL_PROXY is no proxy's address: ${unfit.message}")
        exitProcess(2)
    }
    runBlocking {
        client.network(!arguments.offline)
        client.start()
        if (client.inbox().clinics.isEmpty()) desk.go(Go.ToWelcome)
    }
    val window = !GraphicsEnvironment.isHeadless()
    if (arguments.lines) {
        val played = scope.launch { play(arguments, client, desk, title) }
        if (window) show(desk, arguments.name) else runBlocking { played.join() }
    } else {
        show(desk, arguments.name)
    }
    runBlocking {
        // What was typed last is kept before the store is closed.
        scope.cancel()
        withTimeoutOrNull(LAST_WORDS) { scope.coroutineContext.job.join() }
        client.shutDown()
    }
    exitProcess(0)
}

/** What the person has chosen, else what their computer speaks; scenes are played in English. */
internal suspend fun language(client: KithClient, arguments: Arguments): Language = when {
    arguments.lines -> Language.English
    else -> Language.of(listOfNotNull(client.settings().language, Locale.getDefault().toLanguageTag()))
}

private suspend fun play(
    arguments: Arguments,
    client: KithClient,
    desk: Desk,
    title: AtomicReference<String?>,
) {
    val lines = Lines(System.`in`.bufferedReader(), System.out)
    val sheet = Sheet { DeskView(desk, DeskTime(ZoneId.of("UTC"), hours24 = false), reducedMotion = true) }
    val player = Player(client, desk, arguments.name, title::set, sheet::draw)
    lines.answer(player::does)
    client.shutDown()
    lines.goodbye()
    exitProcess(0)
}

private fun show(desk: Desk, name: String) = application {
    val seat = remember { Seat.here() }
    Window(
        onCloseRequest = ::exitApplication,
        state = rememberWindowState(position = seat.position, size = seat.size),
        title = if (name.isEmpty()) "Kith" else "Kith – $name",
    ) {
        DeskView(desk, deskTime(), dark = isSystemInDarkTheme())
    }
}
