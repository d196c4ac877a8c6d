package care.kith.holders

import care.kith.core.Role
import care.kith.holders.town.Screen
import care.kith.holders.town.becomes
import care.kith.holders.town.inTown
import care.kith.screens.Content
import care.kith.screens.Doubt
import care.kith.screens.chat.ChatRow
import care.kith.screens.chat.line
import care.kith.screens.inbox.InboxState
import care.kith.screens.number.Compared
import care.kith.screens.number.NumberEvent
import care.kith.screens.number.NumberState
import care.kith.screens.number.Opposite
import care.kith.screens.number.PairNumber
import care.kith.screens.people.PeopleState
import care.kith.screens.welcome.Camera
import care.kith.strings.Language
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Who is it? What someone says of the digits, and where it is seen. */
internal class NumberTest {
    @Test
    fun `digits that are different are said to be, and that is told wherever she writes`() =
        inTown { town ->
            val marta = town.patient("Marta")
            val ana = town.resident("Ana")
            ana.redeems(marta.invites(Role.FAMILY, "daughter"))
            marta.approves()
            ana.seesInbox("the circle") { it.circles.isNotEmpty() }
            ana.says("Good morning")
            marta.reads("Good morning")
            val circle = marta.circle().id
            val hers = marta.client
                .people(circle)
                .single { it.name == "Ana" }
                .person
            Screen().use { screen ->
                val (scope, go) = screen.scope to screen.go
                val number =
                    NumberHolder(marta.client, circle, hers, "Ana", Opposite.Inside, scope, { Camera.None }, go)
                val people = PeopleHolder(marta.client, circle, scope, go)
                val inbox = InboxHolder(marta.client, scope, { it }, go)
                assertFalse(number.state.becomes("the number") { pair(it) != null }.sees)
                number.onEvent(NumberEvent.Same)
                number.state.becomes("that it is the same") { pair(it)?.checked != null }
                inbox.state.becomes("nothing against her") { doubt(it) == null && last(it) != null }

                number.onEvent(NumberEvent.Different)
                val said = number.state.becomes("that it is different") { pair(it)?.different == true }
                assertNull(pair(said)?.checked)
                assertEquals(Compared.Different, said.compared)
                people.state.becomes("the doubt in the circle") { doubt(it) == Doubt.Different }
                val list = inbox.state.becomes("the doubt in the list") { doubt(it) == Doubt.Different }
                val strings = Language.English.strings
                val line = strings.line(checkNotNull(last(list)))
                assertTrue(strings.roleOtherNumber in line && "Good morning" in line, line)

                // She looked at the wrong line: here only a word can say so.
                number.onEvent(NumberEvent.Same)
                number.state.becomes("the end of it") { pair(it)?.different == false && it.compared == null }
                people.state.becomes("no doubt") { doubt(it) == null }
            }
        }

    private fun pair(state: NumberState): PairNumber? = (state.number as? Content.Ready)?.value

    private fun doubt(state: PeopleState): Doubt? =
        (state.circle as? Content.Ready)
            ?.value
            ?.members
            ?.find { it.person.name == "Ana" }
            ?.person
            ?.doubt

    private fun last(state: InboxState): ChatRow.Message? =
        (state.clinics as? Content.Ready)
            ?.value
            ?.flatMap { it.circles }
            ?.single()
            ?.last as? ChatRow.Message

    private fun doubt(state: InboxState): Doubt? = last(state)?.sender?.doubt
}
