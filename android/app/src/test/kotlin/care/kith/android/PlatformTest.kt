package care.kith.android

import android.app.Activity
import android.app.AlarmManager
import android.app.NotificationManager
import android.app.job.JobScheduler
import android.content.ClipDescription
import android.content.ClipboardManager
import android.content.Intent
import android.content.pm.ApplicationInfo
import android.net.Uri
import android.provider.CalendarContract
import androidx.test.core.app.ApplicationProvider
import care.kith.android.outside.copyPrivately
import care.kith.android.outside.goOutside
import care.kith.android.reminders.ReminderReceiver
import care.kith.android.sync.LaterReceiver
import care.kith.android.sync.SyncJobs
import care.kith.holders.Go
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowAlarmManager
import org.xmlpull.v1.XmlPullParser
import java.time.Instant
import java.time.ZoneId
import java.time.ZoneOffset
import java.util.TimeZone

/** What is asked of the platform, as the platform hears it. */
@RunWith(RobolectricTestRunner::class)
internal class PlatformTest {
    private val kith = ApplicationProvider.getApplicationContext<KithApplication>()

    @Test
    fun `a push asks for one expedited job, however often it comes`() {
        repeat(3) { kith.pushMessages.received() }
        val job = kith.systemService<JobScheduler>().allPendingJobs.single()
        assertEquals(SyncJobs.SOON, job.id)
        assertTrue(job.isExpedited)
    }

    @Test
    fun `the regular look for messages outlives a restart`() {
        repeat(2) { kith.syncJobs.regularly() }
        val job = kith.systemService<JobScheduler>().allPendingJobs.single()
        assertTrue(job.isPeriodic && job.isPersisted)
    }

    @Test
    fun `an alarm is exact where the person lets it be`() {
        val alarms = shadowOf(kith.systemService<AlarmManager>())
        ShadowAlarmManager.setCanScheduleExactAlarms(true)
        kith.alarms.set("pill", 1_000_000)
        kith.alarms.set("pill", 2_000_000)
        val alarm = alarms.scheduledAlarms.single()
        assertEquals(2_000_000, alarm.triggerAtMs)
        assertEquals(0, alarm.windowLengthMs)
        assertTrue(alarm.isAllowWhileIdle)
        kith.alarms.cancel("pill")
        assertTrue(alarms.scheduledAlarms.isEmpty())
    }

    @Test
    fun `when words are due that waited for it, there is an exchange`() {
        LaterReceiver().onReceive(kith, Intent())
        val job = kith.systemService<JobScheduler>().allPendingJobs.single()
        assertEquals(SyncJobs.SOON, job.id)
    }

    @Test
    fun `an alarm that rings says nothing of what it is about`() {
        ReminderReceiver().onReceive(kith, Intent().setData(Uri.fromParts("kith-reminder", "pill", null)))
        val said = shadowOf(kith.systemService<NotificationManager>()).allNotifications.single()
        assertEquals(kith.language.strings.deviceReminder, said.extras.getString("android.title"))
        assertNull(said.extras.getString("android.text"))
    }

    @Test
    fun `a date leads to the calendar's own form, and takes nothing else along`() {
        val zone = TimeZone.getDefault()
        val activity = Robolectric.buildActivity(Activity::class.java).get()

        fun noted(date: String): Intent {
            assertTrue(goOutside(activity, Go.ToCalendar(date)))
            return shadowOf(activity).nextStartedActivity
        }
        try {
            // Where the day begins long before it does in UTC, in it, and long after.
            for (id in listOf("Pacific/Auckland", "UTC", "America/Los_Angeles")) {
                TimeZone.setDefault(TimeZone.getTimeZone(id))
                val here = ZoneId.of(id)
                val timed = noted("2027-03-03T14:30")
                assertEquals(Intent.ACTION_INSERT, timed.action)
                assertEquals(setOf(CalendarContract.EXTRA_EVENT_BEGIN_TIME), timed.extras?.keySet())
                val at = Instant.ofEpochMilli(timed.getLongExtra(CalendarContract.EXTRA_EVENT_BEGIN_TIME, 0))
                assertEquals("2027-03-03T14:30", at.atZone(here).toLocalDateTime().toString())
                val whole = noted("2027-03-03")
                assertTrue(whole.getBooleanExtra(CalendarContract.EXTRA_EVENT_ALL_DAY, false))
                val day = Instant.ofEpochMilli(whole.getLongExtra(CalendarContract.EXTRA_EVENT_BEGIN_TIME, 0))
                assertEquals(
                    listOf("2027-03-03", "2027-03-03"),
                    listOf(here, ZoneOffset.UTC).map { day.atZone(it).toLocalDate().toString() },
                )
            }
        } finally {
            TimeZone.setDefault(zone)
        }
    }

    @Test
    fun `what is copied is marked as private`() {
        copyPrivately(kith, "secret words")
        val clip = checkNotNull(kith.systemService<ClipboardManager>().primaryClip)
        assertEquals("secret words", clip.getItemAt(0).text)
        assertTrue(checkNotNull(clip.description.extras).getBoolean(ClipDescription.EXTRA_IS_SENSITIVE))
        assertNull(clip.description.label)
    }

    @Test
    fun `nothing leaves by a backup or a move to another phone`() {
        assertEquals(0, kith.applicationInfo.flags and ApplicationInfo.FLAG_ALLOW_BACKUP)
        val excluded = mutableMapOf<String, MutableSet<String>>()
        var part = ""
        val rules = kith.resources.getXml(R.xml.data_extraction_rules)
        while (rules.next() != XmlPullParser.END_DOCUMENT) {
            if (rules.eventType != XmlPullParser.START_TAG) continue
            assertTrue(rules.name != "include")
            if (rules.name != "exclude") part = rules.name
            if (rules.name ==
                "exclude"
            ) {
                excluded.getOrPut(part) { mutableSetOf() } += rules.getAttributeValue(null, "domain")
            }
        }
        val all = listOf("root", "file", "database", "sharedpref").flatMap { listOf(it, "device_$it") } + "external"
        assertEquals(setOf("cloud-backup", "device-transfer"), excluded.keys)
        excluded.values.forEach { assertEquals(all.toSet(), it) }
    }
}
