package care.kith.android

import android.app.AlarmManager
import care.kith.android.device.Phone
import care.kith.core.Audience
import care.kith.core.sharedRoom
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import java.time.Instant
import kotlin.time.Duration.Companion.hours

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
}
