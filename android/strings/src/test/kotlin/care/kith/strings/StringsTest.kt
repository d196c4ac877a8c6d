package care.kith.strings

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.time.Instant
import java.time.ZoneId

class StringsTest {
    private fun bare(text: String) = text.filterNot { it in '\u2066'..'\u2069' }

    @Test
    fun `English and Spanish count`() {
        assertEquals("1 new message", bare(Language.English.strings.chatUnread(1)))
        assertEquals("0 new messages", bare(Language.English.strings.chatUnread(0)))
        assertEquals("1 mensaje nuevo", bare(Language.Spanish.strings.chatUnread(1)))
        assertEquals("1000000 de mensajes nuevos", bare(Language.Spanish.strings.chatUnread(1_000_000)))
    }

    @Test
    fun `Arabic counts in six ways, as CLDR says`() {
        val wanted = mapOf(
            0 to Category.Zero,
            1 to Category.One,
            2 to Category.Two,
            3 to Category.Few,
            10 to Category.Few,
            11 to Category.Many,
            99 to Category.Many,
            100 to Category.Other,
            102 to Category.Other,
            103 to Category.Few,
            111 to Category.Many,
        )
        assertEquals(wanted, wanted.mapValues { arabic(it.key) })
    }

    @Test
    fun `a person's language is found by its tag`() {
        assertEquals(Language.Spanish, Language.of(listOf("de-DE", "es-MX", "en")))
        assertEquals(Language.Arabic, Language.of(listOf("ar")))
        assertEquals(Language.English, Language.of(listOf("xx")))
        assertFalse(Language.Pseudo in Language.offered)
    }

    @Test
    fun `a name keeps its direction and cannot turn the words around it`() {
        assertEquals("\u2068مارا\u2069 wants to join", Language.English.strings.peopleAnswered("مارا"))
        assertEquals("\u2068evil\u2069", isolated("\u202Eevil"))
        assertEquals("\u2068evil\u2069", isolated("\u2069evil"))
        assertEquals("\u2068evil\u2069", isolated("\u2067evil"))
        assertEquals(telephone("0800 5"), isolated(telephone("0800 5")))
    }

    @Test
    fun `times are said in the person's zone and language`() {
        val now = Instant.parse("2026-03-03T20:41:00Z").toEpochMilli()

        fun moments(language: Language) = CalendarMoments(language, ZoneId.of("Europe/Madrid")) { now }
        val english = moments(Language.English)
        assertEquals("9:41 PM", english.time(now))
        assertEquals("Tuesday, 3 March", english.day(now))
        assertEquals(0, english.daysAgo(now))
        assertEquals(1, english.daysAgo(now - 22 * 3_600_000L))
        assertEquals("Friday, 3 March 2023", english.day(Instant.parse("2023-03-03T12:00:00Z").toEpochMilli()))
        assertEquals("martes 3 de marzo", moments(Language.Spanish).day(now))
        assertEquals("21:41", moments(Language.Spanish).time(now))
        assertEquals("الثلاثاء 3 مارس", moments(Language.Arabic).day(now))
        assertEquals("today at 9:41 PM", bare(Language.English.strings.moment(now, english)))
        assertEquals("Yesterday", Language.English.strings.day(now - 86_400_000L, english))
    }

    @Test
    fun `the hours are those of the device, whatever is spoken`() {
        val now = Instant.parse("2026-03-03T20:41:00Z").toEpochMilli()
        val zone = ZoneId.of("Europe/Madrid")

        fun time(language: Language, hours24: Boolean) = CalendarMoments(language, zone, hours24) { now }.time(now)
        assertEquals("21:41" to "9:41 PM", time(Language.English, true) to time(Language.English, false))
        assertEquals("21:41", time(Language.Spanish, true))
        assertEquals("9:41", time(Language.Spanish, false).take("9:41".length))
        assertEquals("21:41", time(Language.Arabic, true))
    }

    @Test
    fun `a day is a day where the clocks change`() {
        val zone = ZoneId.of("Europe/Madrid")
        val after = Instant.parse("2026-03-29T22:30:00Z").toEpochMilli()
        val moments = CalendarMoments(Language.English, zone) { after }
        assertEquals(1, moments.daysAgo(Instant.parse("2026-03-28T23:30:00Z").toEpochMilli()))
        assertEquals(2, moments.daysAgo(Instant.parse("2026-03-28T22:30:00Z").toEpochMilli()))
    }

    @Test
    fun `a month has its days where they begin, under the days of the week`() {
        val zone = ZoneId.of("Europe/Madrid")
        val now = Instant.parse("2026-03-03T20:41:00Z").toEpochMilli()

        fun month(language: Language) = CalendarMoments(language, zone) { now }.month(now)
        val english = month(Language.English)
        assertEquals("March 2026" to 31, english.name to english.days.size)
        // It begins on a Sunday, and its last Sunday has 23 hours.
        assertEquals(listOf("M", "T", "W", "T", "F", "S", "S") to 6, english.weekdays to english.blank)
        assertEquals(23 * 3_600_000L, english.days[29] - english.days[28])
        assertEquals(Instant.parse("2026-02-28T23:00:00Z").toEpochMilli(), english.days.first())
        val april = CalendarMoments(Language.English, zone) { now }.month(english.after)
        assertEquals("April 2026" to english.days.first(), april.name to april.before)
        assertEquals("marzo de 2026", month(Language.Spanish).name)
        assertEquals(1, month(Language.Arabic).blank, "the week begins on a Saturday there")
    }

    @Test
    fun `what is offered for later is yet to come`() {
        val zone = ZoneId.of("Europe/Madrid")

        fun at(written: String) = checkNotNull(dated(written, zone)).at

        fun moments(now: String) = CalendarMoments(Language.English, zone) { at(now) }
        assertEquals(at("2026-03-03T18:00"), moments("2026-03-03T17:30").evening())
        assertEquals(null, moments("2026-03-03T17:31").evening())
        assertEquals(at("2026-03-04T08:00"), moments("2026-03-03T23:59").morning())
        val evening = moments("2026-03-03T21:41")
        assertEquals(listOf("10:00 PM", "11:00 PM"), evening.hours(evening.now()).map(evening::time))
        assertEquals(24, evening.hours(evening.morning()).size)
        // In the last Sunday of March there is no hour from two to three.
        assertEquals(23, evening.hours(at("2026-03-29")).size)
        assertEquals(
            "tomorrow at 8:00 AM",
            bare(Language.English.strings.moment(evening.morning(), evening)),
        )
    }

    @Test
    fun `a date that someone wrote is one here`() {
        val zone = ZoneId.of("Europe/Madrid")
        val moments = CalendarMoments(Language.English, zone) { checkNotNull(dated("2026-03-03", zone)).at }

        fun said(written: String) = moments.date(written)?.let { bare(Language.English.strings.date(it, moments)) }
        assertEquals("Wednesday, 4 March", said("2026-03-04"))
        assertEquals("Wednesday, 4 March at 2:30 PM", said("2026-03-04T14:30"))
        assertEquals("Wednesday, 4 March at 3:30 PM", said("2026-03-04T14:30Z"))
        assertEquals(null, said("2026-02-30"))
        assertEquals(null, said("soon"))
    }

    @Test
    fun `the pseudo-locale speaks`() = assertTrue(
        Language.Pseudo.strings.welcomeTitle
            .startsWith("[Wélçómé"),
    )
}
