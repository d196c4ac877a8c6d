package care.kith.android

import android.app.AlarmManager
import android.content.Intent
import care.kith.android.device.FakeKeyStore
import care.kith.android.device.Phone
import care.kith.android.sync.LaterReceiver
import care.kith.core.Audience
import care.kith.core.sharedRoom
import org.junit.Assert.assertFalse
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import java.time.Instant
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.seconds

/** Words that wait for their time wake the device. */
@RunWith(RobolectricTestRunner::class)
internal class LaterWakesTest {
    @get:Rule
    val phone = Phone()

    private val session get() = phone.session

    @Test
    fun `the device wakes when they are due, and not for what was had back`() {
        phone.enrols()
        val alarms = shadowOf(phone.kith.systemService<AlarmManager>())
        // The machine's own time: that of the phone stands still here.
        val at = Instant.now().toEpochMilli() + 1.hours.inWholeMilliseconds
        val id = phone.others {
            session.visit { client ->
                val circle = client
                    .inbox()
                    .circles
                    .single()
                    .id
                client.sendLater(sharedRoom(circle, Audience.CIRCLE), "Good morning", at.toULong())
            }
        }
        phone.waits("an alarm") { alarms.scheduledAlarms.singleOrNull()?.triggerAtMs == at }
        phone.others { session.visit { it.takeBackLater(id) } }
        phone.waits("none any more") { alarms.scheduledAlarms.isEmpty() }
    }

    @Test
    fun `what is due while the device is locked goes out when it is unlocked`() {
        val marta = phone.enrols()
        phone.others {
            session.visit { client ->
                val circle = client
                    .inbox()
                    .circles
                    .single()
                    .id
                val soon = System.currentTimeMillis() + 5.seconds.inWholeMilliseconds
                client.sendLater(sharedRoom(circle, Audience.CIRCLE), "Good morning", soon.toULong())
            }
        }
        phone.leaves()
        phone.passes(61.seconds)
        phone.waits("the lock") { session.open.value == null }
        FakeKeyStore.refused = setOf("kith.store.${session.profile.id}")
        LaterReceiver().onReceive(phone.kith, Intent())
        phone.others { assertFalse(phone.kith.backgroundSync.run()) }
        phone.isUnlocked()
        phone.waits("its time") {
            phone.others {
                // What was said while one looked goes out with the next exchange.
                val waits = session.visit { it.nextLater() } != null
                phone.kith.backgroundSync.run() && !waits
            }
        }
        phone.others { marta.reads("Good morning") }
    }
}
