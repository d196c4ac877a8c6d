package care.kith.android

import android.app.Notification
import android.app.NotificationManager
import android.app.RemoteInput
import android.content.Intent
import android.os.Bundle
import care.kith.android.device.FakeKeyStore
import care.kith.android.device.Phone
import care.kith.android.notifications.ReplyTarget
import care.kith.core.Comparison
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import kotlin.time.Duration.Companion.seconds

/** What a phone says of Kith while nobody looks at it. */
@RunWith(RobolectricTestRunner::class)
internal class NotificationTest {
    @get:Rule
    val phone = Phone()

    private val shown get() = shadowOf(phone.kith.systemService<NotificationManager>()).allNotifications

    private fun comes(): Notification {
        phone.waits("a notification") { shown.isNotEmpty() }
        return shown.single()
    }

    private val session get() = phone.session

    /** Its words, without the signs that isolate their parts. */
    private fun text(notification: Notification) = notification.extras
        .getCharSequence(
            Notification.EXTRA_TEXT,
        ).toString()
        .filterNot { it in '\u2066'..'\u2069' }

    @Test
    fun `says who wrote what, but to a locked device only that there is something`() {
        val marta = phone.enrols()
        phone.leaves()
        phone.others { marta.says("The results are here") }
        val notification = comes()
        assertEquals("Marta: The results are here", text(notification))
        assertEquals(Notification.VISIBILITY_PRIVATE, notification.visibility)
        assertEquals(phone.words.deviceSomethingNew, text(notification.publicVersion))
        assertTrue("results" !in notification.publicVersion.toString())
    }

    @Test
    fun `says what stands against who wrote`() {
        val marta = phone.enrols()
        phone.others {
            session.visit { client ->
                val inbox = client.inbox()
                val circle = inbox.circles.single().id
                val people = client.people(circle)
                val person = people.single { it.name == "Marta" }.person
                val number = client.number(circle, person)
                client.setChecked(circle, person, number.code, Comparison.DIFFERENT)
            }
        }
        phone.leaves()
        phone.others { marta.says("Come at once") }
        assertEquals("Marta · ${phone.words.roleOtherNumber}: Come at once", text(comes()))
    }

    @Test
    fun `takes an answer, after the device was unlocked, and goes`() {
        val marta = phone.enrols()
        phone.leaves()
        phone.others { marta.says("Will you come?") }
        val reply = comes().actions.single { it.remoteInputs != null }
        assertTrue(reply.isAuthenticationRequired)
        answers(reply, "At six")
        phone.waits("the answer's way") { shown.isEmpty() }
        phone.others { marta.reads("At six") }
    }

    @Test
    fun `changes with what is changed, and what is deleted leaves it`() {
        val marta = phone.enrols()
        phone.leaves()
        phone.others { marta.says("Come at six") }
        assertEquals("Marta: Come at six", text(comes()))
        phone.others { marta.edits("Come at six", "Come at seven") }
        phone.waits("the change") { text(shown.single()) == "Marta: Come at seven · Changed" }
        phone.others { marta.deletes("Come at seven") }
        phone.waits("the deletion") { text(shown.single()) == "Marta deleted this message." }
        assertTrue("Come" !in shown.single().extras.toString())
    }

    @Test
    fun `what it told can be marked as read, and is gone then`() {
        val marta = phone.enrols()
        phone.leaves()
        phone.others { marta.says("Good night") }
        val read = comes().actions.single { it.semanticAction == Notification.Action.SEMANTIC_ACTION_MARK_AS_READ }
        read.actionIntent.send()
        phone.waits("the mark") { shown.isEmpty() }
        phone.others { session.visit { client -> assertEquals(listOf(0u), client.inbox().circles.map { it.unread }) } }
    }

    @Test
    fun `what came in the place of what is marked or answered stays`() {
        val marta = phone.enrols()
        phone.leaves()
        phone.others { marta.says("Good night") }
        val first = comes()
        phone.others { marta.says("Come at once") }
        phone.waits("the newer one") { text(shown.single()) == "Marta: Come at once" }
        first.actions.single { it.semanticAction == Notification.Action.SEMANTIC_ACTION_MARK_AS_READ }.also {
            // Its button was touched before the other came.
            val touched = Intent(shadowOf(it.actionIntent).savedIntent)
            touched.putExtra(ReplyTarget.ROW, first.extras.getLong(ReplyTarget.ROW))
            phone.kith.sendBroadcast(touched)
        }
        phone.waits("the mark") {
            phone.others { session.visit { client -> client.inbox().circles.map { it.unread } } } == listOf(1u)
        }
        assertEquals("Marta: Come at once", text(shown.single()))
    }

    @Test
    fun `comes while the lock is what one sees`() {
        val marta = phone.enrols()
        phone.leaves()
        phone.passes(61.seconds)
        phone.waits("the lock") { session.open.value == null }
        phone.returns()
        phone.sees(phone.words.lockOpen)
        phone.others {
            marta.says("Come at once")
            phone.kith.backgroundSync.run()
        }
        assertEquals("Marta: Come at once", text(comes()))
        // And for whom it is not: what was locked up is told when nobody looks at anything of theirs.
        assertEquals(null, session.open.value)
    }

    @Test
    fun `comes when a device is unlocked that was locked when it was to be fetched`() {
        val marta = phone.enrols()
        phone.leaves()
        phone.passes(61.seconds)
        phone.waits("the lock") { session.open.value == null }
        FakeKeyStore.refused = setOf("kith.store.${session.profile.id}")
        phone.others {
            marta.says("Good night")
            assertFalse(phone.kith.backgroundSync.run())
        }
        assertTrue(shown.isEmpty())
        phone.isUnlocked()
        phone.others { phone.kith.backgroundSync.run() }
        assertEquals("Marta: Good night", text(comes()))
    }

    private fun answers(reply: Notification.Action, text: String) {
        val filled = Intent()
        val words = Bundle().apply { putCharSequence(ReplyTarget.WORDS, text) }
        RemoteInput.addResultsToIntent(reply.remoteInputs, filled, words)
        reply.actionIntent.send(phone.kith, 0, filled)
    }

    @Test
    fun `says why an answer was not taken, leads to the conversation, and keeps the words`() {
        val marta = phone.enrols()
        phone.leaves()
        phone.others { marta.says("Will you come?") }
        val reply = comes().actions.single { it.remoteInputs != null }
        phone.passes(61.seconds)
        phone.waits("the lock") { session.open.value == null }
        FakeKeyStore.refused = setOf("kith.store.${session.profile.id}")
        answers(reply, "At six")
        phone.waits("the words") { shown.any { text(it) == "At six" } }
        val notAnswered = shown.single()
        assertEquals(
            phone.words.problemUnexpected,
            notAnswered.extras.getCharSequence(Notification.EXTRA_TITLE).toString(),
        )
        FakeKeyStore.refused = emptySet()
        phone.restarts(shadowOf(notAnswered.contentIntent).savedIntent)
        phone.isRecognised()
        phone.sees("Will you come?")
        phone.sees(phone.words.chatField)
        assertEquals("At six", text(shown.single()))
    }

    @Test
    fun `comes once, while the store was locked too, which is locked again afterwards`() {
        val marta = phone.enrols()
        phone.leaves()
        phone.passes(61.seconds)
        phone.waits("the lock") { session.open.value == null }
        phone.others {
            marta.says("Good night")
            phone.kith.backgroundSync.run()
        }
        assertEquals("Marta: Good night", text(comes()))
        assertEquals(null, session.open.value)
        phone.kith.systemService<NotificationManager>().cancelAll()
        phone.others { phone.kith.backgroundSync.run() }
        assertTrue(shown.isEmpty())
    }

    @Test
    fun `comes of what others said, whatever the person said after it`() {
        val marta = phone.enrols()
        phone.touches("Marta's circle")
        phone.town.relay.stop()
        phone.writes("Sleep well")
        phone.touchesIcon(phone.words.chatSend)
        phone.sees(phone.words.chatWaiting, part = true)
        phone.leaves()
        phone.passes(61.seconds)
        phone.waits("the lock") { session.open.value == null }
        phone.town.relay.serve()
        phone.others {
            marta.says("Good night")
            marta.syncs()
            phone.kith.backgroundSync.run()
        }
        assertEquals("Marta: Good night", text(comes()))
    }

    @Test
    fun `comes from every circle in which something is new, in whatever order it came`() {
        val marta = phone.enrols()
        val vera = phone.joins("Vera")
        phone.leaves()
        phone.passes(61.seconds)
        phone.waits("the lock") { session.open.value == null }
        phone.others {
            marta.says("Good morning")
            marta.syncs()
            vera.says("Good evening")
            vera.syncs()
            phone.kith.backgroundSync.run()
        }
        assertEquals(setOf("Marta: Good morning", "Vera: Good evening"), shown.map(::text).toSet())
    }

    @Test
    fun `is not needed while the app is seen`() {
        val marta = phone.enrols()
        phone.touches("Marta's circle")
        phone.others { marta.says("Hello") }
        phone.sees("Hello")
        assertTrue(shown.isEmpty())
    }
}
