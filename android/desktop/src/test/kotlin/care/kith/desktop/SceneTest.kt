package care.kith.desktop

import androidx.compose.ui.geometry.Size
import androidx.compose.ui.input.key.Key
import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.ComposeTimeoutException
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.SkikoComposeUiTest
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasContentDescription
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.isFocused
import androidx.compose.ui.test.isRoot
import androidx.compose.ui.test.onLast
import androidx.compose.ui.test.performKeyInput
import androidx.compose.ui.test.performSemanticsAction
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.pressKey
import androidx.compose.ui.test.v2.runSkikoComposeUiTest
import androidx.compose.ui.test.withKeyDown
import androidx.compose.ui.unit.Density
import care.kith.core.Role
import care.kith.core.Standing
import care.kith.holders.town.PatchedClient
import care.kith.holders.town.Resident
import care.kith.holders.town.inTown
import care.kith.screens.design.ownCircle
import care.kith.strings.Language
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.job
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import java.time.ZoneId
import java.util.concurrent.CopyOnWriteArrayList

/** What is drawn, touched and typed at a desk, with the real library behind it, a real relay and real people. */
@OptIn(ExperimentalTestApi::class)
internal class SceneTest {
    private val copied = CopyOnWriteArrayList<String>()
    private val machine = object : Machine by Headless {
        override fun copy(text: String) {
            copied += text
        }
    }

    @Test
    fun `a circle is started, her daughter invited, let in, talked with, and taken out`() = inTown { town ->
        val marta = town.resident("Marta")
        val ana = town.resident("Ana")
        marta.redeems(town.relay.invitePatient())
        atDesk(marta) {
            press("Start my circle")
            typing("at once, for the conversation is open")

            touch("People in the circle")
            sees("Nobody else is here yet")
            press("Invite someone")
            press("Family or friend")
            enter("What are they to you? You may leave this out.", "daughter")
            press("Make the invitation")
            press("Copy the link")
            sees("The link is copied")
            runBlocking {
                marta.syncs()
                ana.redeems(copied.single())
            }
            press("Done")

            sees("They typed this name. Not sure who it is? Call them first.")
            press("Yes, let them in")
            sees("They will read what is written for everyone from now on.")
            // Asked once more, over the screen.
            press("Yes, let them in")
            sees("Remove Ana")
            back()

            typing("in the conversation again")
            write("How was the night?")
            goesOut("How was the night?")
            runBlocking {
                ana.reads("How was the night?")
                ana.says("Quiet, and long.")
            }
            sees("Quiet, and long.")

            touch("People in the circle")
            press("Remove Ana")
            sees("From then on they cannot read what is new. What they have read stays with them.")
            press("Yes, remove")
            sees("Nobody else is here yet")
            runBlocking { ana.seesInbox("removed") { it.circles.single().standing == Standing.REMOVED } }
        }
    }

    @Test
    fun `without a network one reads, writes and searches, and begins tomorrow where one stopped`() = inTown { town ->
        val marta = town.patient("Marta")
        val nadia = town.nurse("Nadia")
        nadia.redeems(marta.invites(Role.CLINICIAN))
        marta.approves()
        nadia.seesInbox("the circle") { it.circles.isNotEmpty() }
        nadia.says("Take two of the blue ones before you sleep.")
        marta.reads("Take two of the blue ones before you sleep.")
        atDesk(marta) {
            press("Marta's circle")
            sees("Take two of the blue ones before you sleep.")
            runBlocking { town.losesNetwork() }
            sees("No network. You see it as of")
            write("I cannot sleep.")
            sees("Goes out later", "I cannot sleep.")
            search()
            enter("What are you looking for?", "blue")
            press("Marta's circle · ")
            sees("Take two of the blue ones before you sleep.")
            town.relay.serve()
            marta.client.tryAgain()
            nadia.client.tryAgain()
            goesOut("I cannot sleep.")
            seesNot("No network.")
            runBlocking { nadia.reads("I cannot sleep.") }
            typing("in the conversation")
            onNode(isFocused()).performTextInput("I have not told Ana")
        }
        marta.closes()
        marta.opens()
        atDesk(marta) {
            sees("Not sent yet: I have not told Ana")
            press("Marta's circle")
            typing("where she stopped")
            until("the draft") { "I have not told Ana" in typed() }
        }
    }

    @Test
    fun `a stranger whom a patched client adds is refused, and it says so`() = inTown { town ->
        val marta = town.patient("Marta")
        PatchedClient("Ana", town.home.resolve("patched")).use { ana ->
            ana.types("join ${marta.invites(Role.FAMILY, "daughter")}")
            marta.approves()
            marta.syncs()
            ana.types("sync")
            atDesk(marta) {
                sees("Marta's circle")
                ana.types("attack stranger")
                sees("Security warning. Please look.")
                press("Marta's circle")
                sees("Security warning")
                sees("The device of Ana tried to let in a stranger, and did not ask you. Nobody came in.")
                sees("2 people")
                // It was seen.
                seesNot("Security warning. Please look.")
            }
        }
    }

    /** Sits [person] down at a desk of their own, until [scene] is over. */
    private fun atDesk(person: Resident, scene: SkikoComposeUiTest.() -> Unit) {
        val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
        val english = Language.English
        val desk = Desk(person.client, person.vault, scope, machine, english, english.strings::ownCircle)
        runSkikoComposeUiTest(Size(1100f, 900f), Density(1f)) {
            setContent { DeskView(desk, DeskTime(ZoneId.of("UTC"), hours24 = false), reducedMotion = true) }
            scene()
        }
        runBlocking { scope.coroutineContext.job.cancelAndJoin() }
    }

    private fun SkikoComposeUiTest.until(what: String, wanted: () -> Boolean) = try {
        waitUntil(what, PATIENCE_MS) { wanted() }
    } catch (late: ComposeTimeoutException) {
        throw AssertionError("it did not come: $what. There is: ${shown()}", late)
    }

    /** All words that are drawn, without the signs that isolate their parts. */
    private fun SkikoComposeUiTest.shown(): List<String> =
        onAllNodes(SemanticsMatcher("any") { true }).fetchSemanticsNodes().map(::words).filter(String::isNotEmpty)

    private fun words(node: SemanticsNode): String = node.config
        .getOrNull(SemanticsProperties.Text)
        .orEmpty()
        .joinToString(" ") { it.text }
        .filterNot { it in '\u2066'..'\u2069' }

    /** Waits until something is drawn that has all of [parts] in it. */
    private fun SkikoComposeUiTest.sees(vararg parts: String) =
        until("“${parts.joinToString()}” is to be seen") { shown().any { all -> parts.all { it in all } } }

    /** How far it has come since is a matter of moments. */
    private fun SkikoComposeUiTest.goesOut(words: String) = until("“$words” goes out") {
        shown().any { all -> words in all && listOf("Sent", "Delivered", "Seen").any { it in all } }
    }

    private fun SkikoComposeUiTest.seesNot(part: String) =
        until("“$part” is not to be seen") { shown().none { part in it } }

    /** Presses the topmost button that begins so, as soon as there is one. */
    private fun SkikoComposeUiTest.press(label: String) = click(
        label,
        hasClickAction() and SemanticsMatcher(label) {
            words(it).startsWith(label) && SemanticsProperties.Disabled !in it.config
        },
    )

    private fun SkikoComposeUiTest.touch(sign: String) = click(sign, hasClickAction() and hasContentDescription(sign))

    private fun SkikoComposeUiTest.click(what: String, button: SemanticsMatcher) {
        until("“$what” can be pressed") { onAllNodes(button).fetchSemanticsNodes().isNotEmpty() }
        onAllNodes(button).onLast().performSemanticsAction(SemanticsActions.OnClick)
    }

    /** Types [text] into the field [label]. */
    private fun SkikoComposeUiTest.enter(label: String, text: String) {
        val field = hasSetTextAction() and hasContentDescription(label)
        until("the field “$label”") { onAllNodes(field).fetchSemanticsNodes().isNotEmpty() }
        onNode(field).performTextInput(text)
    }

    /** Waits until the field of the conversation has the keyboard. */
    private fun SkikoComposeUiTest.typing(whence: String) =
        until("the field has the keyboard $whence") { onAllNodes(focusedField).fetchSemanticsNodes().isNotEmpty() }

    private fun SkikoComposeUiTest.typed(): String = onNode(focusedField)
        .fetchSemanticsNode()
        .config[SemanticsProperties.EditableText]
        .text

    private fun SkikoComposeUiTest.write(text: String) {
        onNode(focusedField).performTextInput(text)
        onNode(focusedField).performKeyInput { pressKey(Key.Enter) }
    }

    private fun SkikoComposeUiTest.back() = onAllNodes(isRoot())[0].performKeyInput { pressKey(Key.Escape) }

    private fun SkikoComposeUiTest.search() =
        onAllNodes(isRoot())[0].performKeyInput { withKeyDown(Key.CtrlLeft) { pressKey(Key.F) } }

    private companion object {
        const val PATIENCE_MS = 60_000L
        val focusedField = hasSetTextAction() and isFocused() and hasContentDescription("Write a message")
    }
}
