package care.kith.desktop

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.input.key.Key
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.hasScrollToIndexAction
import androidx.compose.ui.test.isFocused
import androidx.compose.ui.test.isRoot
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performKeyInput
import androidx.compose.ui.test.performScrollToIndex
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.pressKey
import androidx.compose.ui.test.v2.runSkikoComposeUiTest
import androidx.compose.ui.test.withKeyDown
import androidx.compose.ui.unit.Density
import care.kith.core.KeyVault
import care.kith.core.KithClient
import care.kith.holders.Go
import care.kith.holders.LicencesHolder
import care.kith.screens.Content
import care.kith.screens.design.KithTheme
import care.kith.screens.lock.LockEvent
import care.kith.strings.CalendarMoments
import care.kith.strings.Language
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path
import java.time.ZoneId
import java.util.concurrent.CopyOnWriteArrayList
import kotlin.time.Duration.Companion.seconds

/** The window's own logic, with the real core behind it and no relay. */
class DeskTest {
    @TempDir
    lateinit var folder: Path

    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
    private val vault: KeyVault by lazy { KeyFile(folder.resolve("key")) }
    private val client by lazy {
        runBlocking { KithClient.open(folder.resolve("store").toString(), vault, null) }
    }
    private val copied = CopyOnWriteArrayList<String>()
    private val machine = object : Machine by Headless {
        override fun copy(text: String) {
            copied += text
        }
    }
    private val desk by lazy { Desk(client, vault, scope, machine, Language.English) { it } }

    @AfterEach
    fun close() {
        scope.cancel()
        runBlocking { client.shutDown() }
    }

    private inline fun <reified V : View> leadsTo(way: Go): V = runBlocking {
        val before = desk.view.value
        desk.go(way)
        withTimeout(10.seconds) { desk.view.first { it is V && it !== before } as V }
    }

    /** Where one is after everything that was asked for before: ways are followed one after the other. */
    private fun leadsNowhere(): View? {
        desk.go(Go.Speak("en"))
        desk.go(Go.Copy("the last"))
        runBlocking { withTimeout(10.seconds) { while ("the last" !in copied) yield() } }
        return desk.view.value
    }

    private fun until(wanted: (View?) -> Boolean): View? =
        runBlocking { withTimeout(10.seconds) { desk.view.first(wanted) } }

    @Test
    fun `what is opened lies above what was, and goes again`() {
        val settings = leadsTo<View.Settings>(Go.ToSettings)
        val licences = leadsTo<View.Licences>(Go.ToLicences)
        runBlocking { withTimeout(10.seconds) { licences.holder.state.first { it.works is Content.Ready } } }
        desk.go(Go.Back)
        assertEquals(settings, until { it !== licences })
        desk.go(Go.Back)
        assertEquals(null, until { it == null })
    }

    @Test
    fun `a link that is none leads nowhere, and what leads outside leaves the view as it is`() {
        val settings = leadsTo<View.Settings>(Go.ToSettings)
        desk.go(Go.ToConsent("no link"))
        desk.go(Go.Copy("words"))
        desk.go(Go.Speak("es"))
        runBlocking { withTimeout(10.seconds) { desk.language.first { it == Language.Spanish } } }
        assertEquals(settings, desk.view.value)
        assertEquals(listOf("words"), copied)
    }

    @Test
    fun `the lock leaves nothing behind it, and opens again with the key`() {
        leadsTo<View.Settings>(Go.ToSettings)
        runBlocking { client.lock() }
        val lock = leadsTo<View.Lock>(Go.ToLock)
        assertTrue(lock.whole)
        lock.holder.onEvent(LockEvent.Open("me"))
        assertEquals(null, until { it == null })
        assertTrue(runBlocking { client.inbox() }.clinics.isEmpty())
    }

    @Test
    fun `what was chosen is spoken at the next start`() {
        desk.go(Go.Speak("ar"))
        runBlocking {
            withTimeout(10.seconds) {
                desk.language.first { it == Language.Arabic }
                // The list is told of nothing here: the store is asked until it knows.
                while (client.settings().language != "ar") yield()
            }
            val called = listOf("--store", "there", "--key", "here")
            assertEquals(Language.Arabic, language(client, Arguments.of(called)))
            // A scene is played in English.
            assertEquals(Language.English, language(client, Arguments.of(called + "--lines")))
        }
    }

    @Test
    fun `a desk does not say that it locks itself`() {
        val settings = leadsTo<View.Settings>(Go.ToSettings).holder
        val state = runBlocking { withTimeout(10.seconds) { settings.state.first { it.settings is Content.Ready } } }
        assertEquals(null, (state.settings as Content.Ready).value.lockAfter)
    }

    @OptIn(ExperimentalTestApi::class)
    @Test
    fun `Escape goes back, one screen at a time, but not through the lock`() {
        leadsTo<View.Settings>(Go.ToSettings)
        val licences = leadsTo<View.Licences>(Go.ToLicences)
        runSkikoComposeUiTest(Size(1100f, 760f), Density(1f)) {
            setContent { DeskView(desk, DeskTime(ZoneId.of("UTC"), hours24 = false), reducedMotion = true) }

            fun escape() = onAllNodes(isRoot())[0].performKeyInput { pressKey(Key.Escape) }
            waitForIdle()
            escape()
            waitUntil("the settings", PATIENCE_MS) { desk.view.value is View.Settings }
            assertTrue(desk.view.value !== licences)
            waitForIdle()
            escape()
            waitUntil("the list alone", PATIENCE_MS) { desk.view.value == null }
            escape()
            val lock = leadsTo<View.Lock>(Go.ToLock)
            waitForIdle()
            escape()
            waitForIdle()
            assertEquals(lock, leadsNowhere())
        }
    }

    @OptIn(ExperimentalTestApi::class)
    @Test
    fun `Ctrl F searches, and what is typed then is what is searched`() {
        runSkikoComposeUiTest(Size(1100f, 760f), Density(1f)) {
            setContent { DeskView(desk, DeskTime(ZoneId.of("UTC"), hours24 = false), reducedMotion = true) }
            waitForIdle()
            onAllNodes(isRoot())[0].performKeyInput { withKeyDown(Key.CtrlLeft) { pressKey(Key.F) } }
            waitUntil("the search", PATIENCE_MS) { desk.view.value is View.Search }
            waitForIdle()
            onNode(isFocused()).performTextInput("soup")
            val search = (desk.view.value as View.Search).holder
            waitUntil("what is searched", PATIENCE_MS) { search.state.value.query == "soup" }
        }
    }

    @OptIn(ExperimentalTestApi::class)
    @Test
    fun `nothing of one view stays in the next`() {
        fun view(name: String): View.Licences {
            val list = (100..199).joinToString("\n") { "$name $it\t1\tMIT\tx" }
            return View.Licences(LicencesHolder(scope, { list.byteInputStream() }, {}))
        }
        val second = view("second")
        var shown by mutableStateOf(view("first"))
        runSkikoComposeUiTest(Size(400f, 800f), Density(1f)) {
            val moments = CalendarMoments(Language.English, ZoneId.of("UTC")) { 0 }
            setContent { KithTheme(Language.English, moments, bundledFonts, reducedMotion = true) { Shown(shown) } }

            fun isSeen(text: String) = runCatching { onNodeWithText(text, substring = true).assertExists() }.isSuccess
            waitUntil("the first", PATIENCE_MS) { isSeen("first 100") }
            onNode(hasScrollToIndexAction()).performScrollToIndex(50)
            assertTrue(isSeen("first 151"))
            shown = second
            waitUntil("the beginning of the second, not where the first was", PATIENCE_MS) { isSeen("second 100") }
        }
    }

    private companion object {
        const val PATIENCE_MS = 10_000L
    }
}
