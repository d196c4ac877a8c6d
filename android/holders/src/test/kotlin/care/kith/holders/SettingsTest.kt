package care.kith.holders

import care.kith.core.Role
import care.kith.holders.town.Relay
import care.kith.holders.town.Screen
import care.kith.holders.town.becomes
import care.kith.holders.town.inTown
import care.kith.screens.Content
import care.kith.screens.settings.Settings
import care.kith.screens.settings.SettingsEvent
import care.kith.screens.settings.SettingsState
import care.kith.strings.Language
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Who one is at each clinic, and new keys. */
internal class SettingsTest {
    @Test
    fun `at each clinic one has a name and a key of one's own`() = inTown { town ->
        val marta = town.patient("Marta")
        Relay(town.home.resolve("another")).use { another ->
            marta.redeems(another.invitePatient(), name = "Mrs Winterbloom")
            Screen().use { screen ->
                val settings = SettingsHolder(marta.client, screen.scope, Language.English, "0.1.0", screen.go)
                val there = checkNotNull(shown(settings.state.becomes("both") { shown(it) != null })).enrolments
                assertEquals(listOf("Marta", "Mrs Winterbloom"), there.map { it.name })
                assertEquals(2, there.map { it.fingerprint }.toSet().size)
            }
            marta.closes()
        }
        marta.opens()
    }

    @Test
    fun `new keys are there when everything was exchanged, and without a network they wait`() = inTown { town ->
        val marta = town.patient("Marta")
        val ana = town.resident("Ana")
        ana.redeems(marta.invites(Role.FAMILY))
        marta.approves()
        ana.seesInbox("the circle") { it.circles.isNotEmpty() }
        Screen().use { screen ->
            val settings = SettingsHolder(marta.client, screen.scope, Language.English, "0.1.0", screen.go)
            settings.state.becomes("settings") { shown(it) != null }
            town.losesNetwork()
            settings.onEvent(SettingsEvent.RenewKeys)
            val waits = settings.state.becomes("waiting") { shown(it)?.keys?.waiting == true }
            assertNull(shown(waits)?.keys?.renewedAt)
            town.relay.serve()
            marta.client.tryAgain()
            val renewed = settings.state.becomes("new keys") { shown(it)?.keys?.renewedAt != null }
            assertTrue(shown(renewed)?.keys?.waiting == false)
            // Whoever was offline is told by words that only the new keys open.
            marta.says("The keys are new.")
            ana.client.tryAgain()
            ana.reads("The keys are new.")
        }
    }

    private fun shown(state: SettingsState): Settings? = (state.settings as? Content.Ready)?.value
}
