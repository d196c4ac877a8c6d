package care.kith.android.device

import android.Manifest
import android.app.KeyguardManager
import android.app.job.JobScheduler
import android.content.Intent
import android.content.pm.PackageManager
import android.net.Uri
import android.os.Looper
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.test.ComposeTimeoutException
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.isRoot
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.compose.ui.test.onAllNodesWithContentDescription
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.performTextReplacement
import androidx.test.core.app.ApplicationProvider
import care.kith.android.KithApplication
import care.kith.android.MainActivity
import care.kith.android.sync.SyncJobs
import care.kith.android.systemService
import care.kith.core.Role
import care.kith.holders.town.Resident
import care.kith.holders.town.Town
import care.kith.strings.Language
import care.kith.strings.Strings
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runBlocking
import org.junit.rules.ExternalResource
import org.junit.rules.RuleChain
import org.junit.rules.TestRule
import org.junit.runner.Description
import org.junit.runners.model.Statement
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import org.robolectric.shadows.ShadowBiometricPrompt
import kotlin.time.Duration
import kotlin.time.toJavaDuration

/** A phone with the real app on it, in a town with a real relay and real people. */
internal class Phone : TestRule {
    /** What is on the screen. */
    val screen = createEmptyComposeRule()

    /** The relay and the others. */
    lateinit var town: Town
        private set

    /** The app's window. */
    lateinit var window: ActivityController<MainActivity>
        private set

    /** The app. */
    val kith: KithApplication
        get() = ApplicationProvider.getApplicationContext()

    /** Of the one person who is here. */
    val session
        get() = kith.sessions.of(
            kith.profiles
                .all()
                .single(),
        )

    /** What it says. */
    val words: Strings = Language.English.strings

    private val device = object : ExternalResource() {
        override fun before() {
            FakeKeyStore.install()
            // Robolectric keeps an app's folder from one test to the next.
            kith.filesDir.deleteRecursively()
            shadowOf(kith.systemService<KeyguardManager>()).setIsDeviceSecure(true)
            // A device grants this to whose manifest asks for it as it installs it; Robolectric does not.
            val asked = kith.packageManager.getPackageInfo(kith.packageName, PackageManager.GET_PERMISSIONS)
            val granted = asked.requestedPermissions.orEmpty().filter { it == Manifest.permission.HIDE_OVERLAY_WINDOWS }
            shadowOf(kith).grantPermissions(*granted.toTypedArray())
            town = Town()
        }

        override fun after() {
            if (::window.isInitialized) window.close()
            locks()
            town.close()
        }
    }

    override fun apply(base: Statement, description: Description): Statement =
        RuleChain.outerRule(screen).around(device).apply(base, description)

    /** Opens the app, as its icon does or [intent] says. */
    fun opens(intent: Intent = Intent()) {
        window = Robolectric.buildActivity(MainActivity::class.java, intent).setup()
    }

    /** Waits until something says [text]. */
    fun sees(text: String, part: Boolean = false) = try {
        screen.waitUntil("“$text”", PATIENCE_MS) {
            screen.onAllNodesWithText(text, substring = part).fetchSemanticsNodes().isNotEmpty()
        }
    } catch (late: ComposeTimeoutException) {
        throw AssertionError("“$text” did not come; the screen says: ${says()}", late)
    }

    /** Everything that stands on the screen. */
    fun says(): List<String> = screen.onAllNodes(isRoot()).fetchSemanticsNodes().flatMap(::texts)

    private fun texts(node: SemanticsNode): List<String> =
        node.config.getOrElse(SemanticsProperties.Text) { emptyList() }.map { it.text } + node.children.flatMap(::texts)

    /** Waits for a button and touches it. */
    fun touches(text: String) {
        sees(text)
        val node = screen.onAllNodesWithText(text).onFirst()
        runCatching { node.performScrollTo() }
        node.performClick()
    }

    /** Waits for a sign and touches it. */
    fun touchesIcon(spoken: String) {
        waits(spoken) { screen.onAllNodesWithContentDescription(spoken).fetchSemanticsNodes().isNotEmpty() }
        screen.onNodeWithContentDescription(spoken).performClick()
    }

    /** The window is closed, as when it is swiped away; what is not on a screen goes on. */
    fun closes() {
        window.close()
    }

    /** The window is closed and opened anew, as after the device was turned off: every store is locked. */
    fun restarts(intent: Intent = Intent()) {
        closes()
        locks()
        opens(intent)
    }

    private fun locks() = runBlocking(Dispatchers.Default) {
        kith.profiles.all().forEach { kith.sessions.of(it).lock() }
    }

    /** Waits until something is so, on the screen or off it. */
    fun waits(what: String, wanted: () -> Boolean) {
        val until = System.nanoTime() + PATIENCE_MS * 1_000_000
        while (!wanted()) {
            if (System.nanoTime() > until) throw AssertionError("it did not come: $what")
            shadowOf(Looper.getMainLooper()).idle()
            Thread.sleep(POLL_MS)
        }
    }

    /** Writes into the only field on the screen. */
    fun writes(text: String) {
        waits("a field") { screen.onAllNodes(hasSetTextAction()).fetchSemanticsNodes().isNotEmpty() }
        screen.onNode(hasSetTextAction()).performTextInput(text)
    }

    /** Makes up a code for someone's own lock. */
    fun makesUp(code: String) {
        sees(words.lockNewCodeTitle)
        screen.onNodeWithContentDescription(words.lockCodeField).performTextInput(code)
        screen.onNodeWithContentDescription(words.lockNewCodeAgain).performTextInput(code)
        touches(words.lockOpen)
    }

    /** Types their own code. */
    fun types(code: String) {
        sees(words.lockCodeHelp)
        waits("the field") {
            screen.onAllNodesWithContentDescription(words.lockCodeField).fetchSemanticsNodes().isNotEmpty()
        }
        screen.onNodeWithContentDescription(words.lockCodeField).performTextReplacement(code)
        touches(words.lockOpen)
    }

    /** Someone with a circle of her own in the town, and this phone's owner, whom she let in as her daughter. */
    fun enrols(name: String = "Ana"): Resident {
        lateinit var marta: Resident
        lateinit var link: String
        others { town ->
            marta = town.patient("Marta")
            link = marta.invites(Role.FAMILY, "daughter")
        }
        opens(Intent(Intent.ACTION_VIEW, Uri.parse(link)))
        agrees(name)
        others { marta.approves() }
        touches(words.consentWaitingGo)
        sees("Marta's circle")
        return marta
    }

    /** The owner, enrolled already, is let into the circle of someone else as well. */
    fun joins(name: String): Resident {
        lateinit var patient: Resident
        lateinit var link: String
        others { town ->
            patient = town.patient(name)
            link = patient.invites(Role.FAMILY, "daughter")
        }
        isLetIn(patient, link)
        return patient
    }

    /** The owner opens the [link] that someone gave out, and is let in. */
    fun isLetIn(patient: Resident, link: String) {
        window.newIntent(Intent(Intent.ACTION_VIEW, Uri.parse(link)))
        sees(words.consentAgree)
        touches(words.consentAgree)
        others { patient.approves() }
        touches(words.consentWaitingGo)
        sees("${patient.name}'s circle")
    }

    /** Says yes to an invitation that is on the screen. */
    fun agrees(name: String) {
        sees(words.consentAgree)
        writes(name)
        touches(words.consentAgree)
    }

    /** Leaves the app: it cannot be seen, and lives on. */
    fun leaves() {
        window.pause().stop()
    }

    /** Comes back to it. */
    fun returns() {
        window.restart().start().resume()
    }

    /** Lets [time] go by on this device. */
    fun passes(time: Duration) = shadowOf(Looper.getMainLooper()).idleFor(time.toJavaDuration())

    /** Plays the others' part. */
    fun <T> others(play: suspend (Town) -> T): T = runBlocking(Dispatchers.Default) { play(town) }

    /** What is kept of what they were writing in their only circle. */
    suspend fun draft(): String? {
        val client = kith.sessions
            .of(kith.profiles.all().single())
            .open.value
        return client
            ?.inbox()
            ?.circles
            ?.single()
            ?.draft
            ?.body
    }

    /** The device itself is unlocked, which Kith hears: it asks for a moment to do what was left. */
    fun isUnlocked() {
        FakeKeyStore.refused = emptySet()
        val jobs = kith.systemService<JobScheduler>()
        jobs.cancel(SyncJobs.SOON)
        kith.sendBroadcast(Intent(Intent.ACTION_USER_PRESENT))
        waits("a moment") { jobs.getPendingJob(SyncJobs.SOON) != null }
    }

    /** Waits for the device's prompt and proves to be its owner. */
    fun isRecognised() {
        waits("the prompt") { ShadowBiometricPrompt.getCurrentPrompt() != null }
        ShadowBiometricPrompt.authenticateCurrentSessionSuccessfully()
    }

    private companion object {
        const val PATIENCE_MS = 30_000L
        const val POLL_MS = 10L
    }
}
