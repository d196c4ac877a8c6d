package care.kith.holders

import care.kith.core.Role
import care.kith.holders.town.inTown
import org.junit.jupiter.api.Test

/** The whole way, through the generated Kotlin: link, consent, words in both directions. */
internal class WalkTest {
    @Test
    fun `a daughter is let in and talks with her mother`() = inTown { town ->
        val marta = town.patient("Marta")
        val ana = town.resident("Ana")
        ana.redeems(marta.invites(Role.FAMILY, "daughter"))
        marta.approves()
        ana.seesInbox("her mother's circle") { it.circles.isNotEmpty() }
        ana.says("How was the night?")
        marta.reads("How was the night?")
        marta.says("Better, thank you.")
        ana.reads("Better, thank you.")
    }
}
