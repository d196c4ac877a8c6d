package care.kith.android

import android.content.ComponentName
import android.content.Intent
import android.content.IntentFilter
import android.net.Uri
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.test.hasSetTextAction
import androidx.test.core.app.ApplicationProvider
import care.kith.android.arriving.Arrival
import care.kith.android.arriving.invitationLink
import care.kith.android.arriving.othersOpenLinks
import care.kith.android.device.Phone
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import kotlin.time.Duration.Companion.seconds

/** An intent that opens an invitation. */
internal fun invitation(link: String) = Intent(Intent.ACTION_VIEW, Uri.parse(link))

/** What people come to the app with. */
@RunWith(RobolectricTestRunner::class)
internal class ArrivalTest {
    @get:Rule
    val phone = Phone()

    @Test
    fun `what is no invitation of ours is left alone`() {
        val ours = "kith://relay.example:8443/join#c2Vj"
        assertEquals(ours, invitationLink(invitation(ours)))
        assertNull(invitationLink(invitation("kith://relay.example/join")))
        assertNull(invitationLink(invitation("kith://relay.example/other#c2Vj")))
        // A page: whoever serves it may have read what stands behind the sign.
        assertNull(invitationLink(invitation("https://relay.example/join#c2Vj")))
        assertNull(invitationLink(Intent(Intent.ACTION_MAIN)))
    }

    @Test
    fun `the secret is neither where the system logs an intent nor left in it`() {
        val intent = invitation("kith://relay.example/join#c2VjcmV0")
        assertTrue("c2VjcmV0" !in intent.toString())
        val touched = Arrival.Invited("kith://relay.example/join#c2VjcmV0", touched = true)
        assertEquals(touched, Arrival.of(intent, phone.kith))
        assertNull(intent.data)
    }

    @Test
    fun `what the app was opened with once does not come again from the list of recent apps`() {
        val again = invitation("kith://relay.example/join#c2VjcmV0")
        again.addFlags(Intent.FLAG_ACTIVITY_LAUNCHED_FROM_HISTORY)
        assertNull(Arrival.of(again, phone.kith))
        phone.opens(again)
        phone.sees(phone.words.welcomeTitle)
    }

    @Test
    fun `a picture is taken from who may hand it out, not from a path`() {
        val share = { picture: String ->
            val intent = Intent(Intent.ACTION_SEND).setType("image/png")
            Arrival.of(intent.putExtra(Intent.EXTRA_STREAM, Uri.parse(picture)), phone.kith)
        }
        assertNull(share("file://${phone.kith.filesDir}/picture.png"))
        val picture = "content://pictures.example/1"
        assertEquals(Arrival.Pictured(Uri.parse(picture)), share(picture))
    }

    @Test
    fun `no other app can say that it comes from a notification`() {
        val extras = Intent().putExtra(Arrival.PROFILE, "someone").putExtra(Arrival.CIRCLE, "a circle")
        val own = Arrival.notified(phone.kith)
        assertEquals(Arrival.Notified("someone", "a circle"), Arrival.of(Intent(extras).setComponent(own), phone.kith))
        for (foreign in listOf(null, ComponentName(phone.kith, MainActivity::class.java))) {
            assertNull(Arrival.of(Intent(extras).setComponent(foreign), phone.kith))
        }
        // The same window, by a name that only this app may call.
        val named = phone.kith.packageManager.getActivityInfo(own, 0)
        assertEquals(MainActivity::class.java.name, named.targetActivity)
        assertFalse(named.exported)
    }

    @Test
    fun `invitations and shared words lead here`() {
        val kith = ApplicationProvider.getApplicationContext<KithApplication>()
        val browsable = invitation("kith://relay.example/join#c2Vj").addCategory(Intent.CATEGORY_BROWSABLE)
        val share = Intent(Intent.ACTION_SEND).setType("text/plain")
        for (intent in listOf(browsable, share)) {
            val found = kith.packageManager.queryIntentActivities(intent.setPackage(kith.packageName), 0)
            assertEquals(MainActivity::class.java.name, found.single().activityInfo.name)
        }
        val others = listOf("https://relay.example/join#c2Vj", "http://relay.example/join", "kith://relay.example/news")
        for (page in others) {
            val other = invitation(page).addCategory(Intent.CATEGORY_BROWSABLE).setPackage(kith.packageName)
            assertTrue(page, kith.packageManager.queryIntentActivities(other, 0).isEmpty())
        }
    }

    @Test
    fun `another app that opens invitations is told of where one was touched`() {
        val link = phone.others { phone.town.relay.invitePatient() }
        phone.opens(invitation(link))
        phone.sees(phone.words.consentTitle)
        assertFalse(othersOpenLinks(phone.kith))
        assertFalse(phone.words.problemLinkOtherApp in phone.says())
        val other = ComponentName("com.example.other", "Door")
        val packages = shadowOf(phone.kith.packageManager)
        packages.addActivityIfNotPresent(other)
        val links = IntentFilter(Intent.ACTION_VIEW).apply {
            addCategory(Intent.CATEGORY_DEFAULT)
            addDataScheme("kith")
        }
        packages.addIntentFilterForActivity(other, links)
        assertTrue(othersOpenLinks(phone.kith))
        phone.window.newIntent(invitation(link))
        phone.sees(phone.words.problemLinkOtherApp)
    }

    @Test
    fun `shared words wait for a circle, stand in its field and are not sent`() {
        phone.enrols()
        shares(LETTER)
        phone.sees(phone.words.deviceShareWhere)
        phone.touches("Marta's circle")
        phone.waits("the words") { written() == LETTER }
    }

    @Test
    fun `shared words come behind what was begun, and once`() {
        val marta = phone.enrols()
        phone.touches("Marta's circle")
        phone.writes("Look:")
        phone.waits("that it is kept") { phone.others { phone.draft() } == "Look:" }
        shares(LETTER)
        phone.touches("Marta's circle")
        phone.waits("the words") { written() == "Look:\n$LETTER" }
        phone.touchesIcon(phone.words.chatSend)
        phone.others { marta.reads("Look:\n$LETTER") }
        phone.leaves()
        phone.passes(61.seconds)
        phone.returns()
        phone.touches(phone.words.lockOpen)
        phone.isRecognised()
        phone.sees("Look:\n$LETTER")
        assertEquals("", written())
    }

    @Test
    fun `shared words that are too long are said to be, and go nowhere`() {
        phone.enrols()
        // A draft may be longer than a message, and has an end too.
        shares("word ".repeat(220_000))
        phone.touches("Marta's circle")
        phone.sees(phone.words.problemTextTooLong)
        phone.sees(phone.words.inboxTitle)
    }

    private fun shares(words: String) = phone.window.newIntent(
        Intent(Intent.ACTION_SEND).setType("text/plain").putExtra(Intent.EXTRA_TEXT, words),
    )

    /** What stands in the field of the conversation. */
    private fun written(): String {
        val field = hasSetTextAction()
        phone.waits("the field") {
            phone.screen
                .onAllNodes(field)
                .fetchSemanticsNodes()
                .isNotEmpty()
        }
        return phone.screen
            .onNode(field)
            .fetchSemanticsNode()
            .config[SemanticsProperties.EditableText]
            .text
    }

    private companion object {
        const val LETTER = "The letter from the bank"
    }
}
