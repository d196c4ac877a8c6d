package care.kith.desktop

import androidx.compose.ui.ImageComposeScene
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.input.pointer.PointerEventType
import androidx.compose.ui.unit.Density
import care.kith.core.KithClient
import care.kith.core.uniffiEnsureInitialized
import care.kith.holders.ChatHolder
import care.kith.holders.Go
import care.kith.screens.Content
import care.kith.screens.chat.ChatEvent
import care.kith.screens.chat.ChatRow
import care.kith.strings.Language
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.lang.management.ManagementFactory
import java.nio.channels.FileChannel
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.StandardOpenOption
import java.time.ZoneId
import java.util.concurrent.TimeUnit
import java.util.concurrent.locks.LockSupport
import javax.swing.SwingUtilities

private const val WIDTH = 1100
private const val HEIGHT = 760
private const val MILLION = 1e6

/**
 * What someone at a desk waits for, with a conversation of 100,000 messages. Everything is drawn by the processor,
 * as in a window without a graphics card; prints one line a figure, and asserts nothing. `scripts/bench --only desk`.
 */
@Tag("bench")
internal class DeskBench {
    @TempDir
    lateinit var home: Path

    @Test
    fun `from the start to the list`() {
        val took = List(STARTS) { start() }.drop(1).sorted()
        figure("desk_first_list_ms", took[took.size / 2], "ms", took.size)
    }

    @Test
    fun `from a tap on send to the bubble`() = atDesk { desk, scene ->
        val chat = conversation(desk)
        val took = List(SENDS + WARM) { n ->
            val words = "Message $n, with some words of a length that people write in chats."
            chat.onEvent(ChatEvent.DraftChanged(words))
            scene.frame()
            val tapped = System.nanoTime()
            chat.onEvent(ChatEvent.Send())
            while (!shows(chat, words)) scene.frame()
            // The frame that draws it, where the last one began before it was there.
            scene.frame()
            (System.nanoTime() - tapped) / MILLION
        }.drop(WARM).sorted()
        figure("desk_send_to_bubble_p50_ms", took[took.size / 2], "ms", took.size)
        figure("desk_send_to_bubble_p99_ms", took[took.size * 99 / 100], "ms", took.size)
    }

    @Test
    fun `a minute of scrolling`() = atDesk { desk, scene ->
        val chat = conversation(desk)
        val first = oldest(chat)
        repeat(WARM) { scene.scroll() }
        val frames = ArrayList<Double>(FRAMES)
        var tick = System.nanoTime()
        repeat(FRAMES) {
            val began = System.nanoTime()
            scene.scroll()
            frames += (System.nanoTime() - began) / MILLION
            tick += FRAME
            LockSupport.parkNanos(tick - System.nanoTime())
        }
        frames.sort()
        figure("desk_scroll_rows", (first - oldest(chat)).toDouble(), "rows", FRAMES)
        figure("desk_scroll_slow_share", 100.0 * frames.count { it > BUDGET } / FRAMES, "%", FRAMES)
        figure("desk_scroll_frame_p50_ms", frames[FRAMES / 2], "ms", FRAMES)
        figure("desk_scroll_frame_p99_ms", frames[FRAMES * 99 / 100], "ms", FRAMES)
    }

    /** A process of its own, from nothing to the drawn list; in milliseconds. */
    private fun start(): Double {
        val java = Path.of(System.getProperty("java.home"), "bin", "java").toString()
        val classes = System.getProperty("java.class.path")
        val store = store().toString()
        val command = listOf(java, "-Xmx512m", "-Djava.awt.headless=true", "-cp", classes, STARTED, store)
        val process = ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start()
        val said = process.inputReader().readLines().last()
        check(process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0) { "the desk did not start" }
        return said.toDouble()
    }

    private fun atDesk(work: (Desk, ImageComposeScene) -> Unit) {
        val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
        val client = open(store())
        val desk = desk(client, store(), scope)
        work(desk, drawn(desk))
        scope.cancel()
        runBlocking { client.shutDown() }
    }

    private fun conversation(desk: Desk): ChatHolder = runBlocking {
        desk.go(Go.ToChat(circle(desk)))
        val chat = (desk.view.first { it is View.Chat } as View.Chat).holder
        chat.state.first { it.timeline is Content.Ready }
        chat
    }

    private suspend fun circle(desk: Desk): String {
        val inbox = desk.inbox.state.first { it.clinics is Content.Ready }
        val clinics = (inbox.clinics as Content.Ready).value
        return clinics.flatMap { it.circles }.first().id
    }

    private fun rows(chat: ChatHolder) = (chat.state.value.timeline as Content.Ready).value.rows

    private fun shows(chat: ChatHolder, words: String) =
        rows(chat).lastOrNull().let { it is ChatRow.Message && it.body == words }

    private fun oldest(chat: ChatHolder): Long = rows(chat).first().id

    /** One step of the wheel, and the frame that follows. */
    private fun ImageComposeScene.scroll() = onScreen {
        val over = Offset(WIDTH * 0.7f, HEIGHT * 0.5f)
        sendPointerEvent(PointerEventType.Scroll, over, Offset(0f, -STEP))
        render(System.nanoTime())
    }

    /** A copy of the store that `kith-bench` has filled, made once. */
    private fun store(): Path {
        val copy = home.resolve("store")
        if (!Files.exists(copy)) {
            Files.createDirectories(copy)
            Files.list(Path.of(System.getProperty("kith.history"))).use { all ->
                all.forEach { onDisk(Files.copy(it, copy.resolve(it.fileName))) }
            }
        }
        return copy
    }

    /** Else the first thing that the store keeps would wait until the disk has all of it. */
    private fun onDisk(file: Path) = FileChannel.open(file, StandardOpenOption.WRITE).use { it.force(true) }

    private fun figure(name: String, value: Double, unit: String, n: Int) =
        println("$name ${"%.3f".format(java.util.Locale.ROOT, value)} $unit $n")

    private companion object {
        const val STARTED = "care.kith.desktop.DeskBenchKt"
        const val STARTS = 6
        const val SENDS = 300
        const val WARM = 60
        const val FRAME = 16_666_667L
        const val FRAMES = 60 * 60
        const val BUDGET = 16.0

        /** Lines of the wheel at each frame: some four rows. */
        const val STEP = 3f
    }
}

/** What [DeskBench] starts: a desk that ends when the list was drawn, and says how long the process was there. */
internal fun main(words: Array<String>) {
    val store = Path.of(words.single())
    uniffiEnsureInitialized()
    val client = open(store)
    val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
    val desk = desk(client, store, scope)
    val scene = drawn(desk)
    while (desk.inbox.state.value.clinics !is Content.Ready) scene.frame()
    scene.frame()
    println(System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().startTime)
    scope.cancel()
    runBlocking { client.shutDown() }
    Runtime.getRuntime().halt(0)
}

private fun open(store: Path): KithClient = runBlocking {
    KithClient.open(store.toString(), KeyFile(store.resolve("key")), null).also { it.network(false) }
}

private fun desk(client: KithClient, store: Path, scope: CoroutineScope) =
    Desk(client, KeyFile(store.resolve("key")), scope, Headless, Language.English) { it }

private fun drawn(desk: Desk): ImageComposeScene = onScreen {
    ImageComposeScene(WIDTH, HEIGHT, Density(1f)) { DeskView(desk, DeskTime(ZoneId.of("UTC"), hours24 = false)) }
}

private fun ImageComposeScene.frame() = onScreen { render(System.nanoTime()) }

/** On the thread of the screens: there the effects of what is drawn do not race with it. */
private fun <T> onScreen(work: () -> T): T {
    var result: Result<T>? = null
    SwingUtilities.invokeAndWait { result = runCatching(work) }
    return checkNotNull(result).getOrThrow()
}
