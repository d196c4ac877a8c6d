package care.kith.desktop

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Test
import java.time.ZoneId
import java.util.Locale
import java.util.TimeZone

/** Times as the computer's settings say them. */
internal class DeskTimeTest {
    @Test
    fun `the day has as many hours as where the computer is at home, whatever is spoken`() {
        val twelve = listOf("en-US", "es-CO", "ar-EG", "en-AU")
        val twentyFour = listOf("en-GB", "es-ES", "de-DE", "fr-FR", "ar-MA")
        assertEquals(twelve, (twelve + twentyFour).filterNot { DeskTime.hours24(Locale.forLanguageTag(it)) })
    }

    @Test
    fun `the zone is read anew`() {
        val here = DeskTime.now().zone
        val elsewhere = if (here == ZoneId.of("Asia/Tokyo")) "Europe/Madrid" else "Asia/Tokyo"
        // What Java has kept is not what the computer says now.
        TimeZone.setDefault(TimeZone.getTimeZone(elsewhere))
        assertNotEquals(here, ZoneId.systemDefault())
        assertEquals(here, DeskTime.now().zone)
        assertEquals(here, ZoneId.systemDefault())
    }
}
