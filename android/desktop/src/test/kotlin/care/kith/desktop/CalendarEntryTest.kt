package care.kith.desktop

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import java.time.Instant

class CalendarEntryTest {
    private fun begins(date: String) = calendarEntry(date, Instant.EPOCH).lines().single { it.startsWith("DTSTART") }

    @Test
    fun `a date is the day, the time there, or one moment`() {
        assertEquals("DTSTART;VALUE=DATE:20270303", begins("2027-03-03"))
        assertEquals("DTSTART:20270303T143000", begins("2027-03-03T14:30"))
        assertEquals("DTSTART:20270303T143000Z", begins("2027-03-03T14:30Z"))
    }

    @Test
    fun `it says nothing but the date`() {
        val names = calendarEntry("2027-03-03", Instant.EPOCH).trim().lines().map { it.substringBefore(':') }
        assertEquals(
            listOf("BEGIN", "VERSION", "PRODID", "BEGIN", "UID", "DTSTAMP", "DTSTART;VALUE=DATE", "END", "END"),
            names,
        )
    }
}
