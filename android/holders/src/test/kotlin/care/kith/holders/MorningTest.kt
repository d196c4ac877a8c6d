package care.kith.holders

import care.kith.core.Audience
import care.kith.core.KeyVault
import care.kith.core.KithClient
import care.kith.core.RowContent
import care.kith.core.TimelineRow
import care.kith.core.sharedRoom
import care.kith.holders.town.InMemoryVault
import care.kith.holders.town.inTown
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import kotlin.io.path.absolutePathString
import kotlin.io.path.createDirectories

/** What an app does with Kith, as the README shows it. */
internal class MorningTest {
    @Test
    fun `a patient comes, makes her circle and says good morning`() = inTown { town ->
        val dir = town.home.resolve("morning").createDirectories()
        val rows = morning(dir.absolutePathString(), InMemoryVault(), town.relay.invitePatient())
        assertEquals(RowContent.Text("Good morning", edited = false), rows.last().content)
    }

    private suspend fun morning(dir: String, vault: KeyVault, link: String): List<TimelineRow> {
        // README
        val kith = KithClient.open(dir, vault, null) // the vault: yours, around the platform's key store
        val account = kith.redeem(link, "Marta").use { it.outcome().account } // once
        val circle = kith.createCircle(account, "Marta's circle")
        kith.start() // in step with the relay from now on
        kith.send(sharedRoom(circle, Audience.CIRCLE), "Good morning") // stored; goes out by itself
        val chat = kith.watchChat(circle).use { it.next() }
        val rows = chat?.rows.orEmpty()
        kith.shutDown()
        // README
        return rows
    }
}
