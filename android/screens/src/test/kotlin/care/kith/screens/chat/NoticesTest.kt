package care.kith.screens.chat

import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.hasContentDescription
import androidx.compose.ui.test.onNodeWithText
import care.kith.screens.Audience
import care.kith.screens.Doubt
import care.kith.screens.Person
import care.kith.screens.Remedy
import care.kith.screens.bare
import care.kith.screens.samples.NOW
import care.kith.screens.samples.Samples
import care.kith.strings.Language
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** What nobody said, and who is not what they seem. */
@OptIn(ExperimentalTestApi::class)
class NoticesTest {
    @Test
    fun `where it says to call the clinic, a button does`() = chat({ chat(listOf(alarm)) }) {
        ui.onNodeWithText(strings.chatAlarmAdvicePhone).assertExists()
        press("Call the clinic: 030")
        assertEquals(listOf<ChatEvent>(ChatEvent.Call("030 555 0100")), done)
    }

    @Test
    fun `what is missing is a card that says what to do`() {
        val kinds = listOf(
            NoticeKind.Withheld,
            NoticeKind.ShownOtherwise,
            NoticeKind.HeldBack,
            NoticeKind.Missed,
            NoticeKind.Gone,
            NoticeKind.Unreadable,
            NoticeKind.RelayRestored,
        )
        kinds.forEach { kind ->
            chat({ chat(listOf(ChatRow.Notice(1, NOW, kind, cast.nurse))) }) {
                ui.onNodeWithText(checkNotNull(strings.advice(kind))).assertExists()
            }
        }
        chat({ chat(listOf(ChatRow.Notice(1, NOW, NoticeKind.NewerContent))) }) {
            press(strings.actionUpdate)
            assertEquals(listOf<ChatEvent>(ChatEvent.Resolve(Remedy.Update)), done)
        }
        assertEquals(null, Language.English.strings.advice(NoticeKind.Joined), "that is no loss")
    }

    @Test
    fun `whose change did not open is said, and the patient has a way on`() {
        fun Samples.fell(mine: Boolean, by: Person) =
            chat(listOf(ChatRow.Notice(1, NOW, NoticeKind.LostPlace, by))).copy(mine = mine)
        chat({ fell(mine = true, cast.nurse) }) {
            ui.onNodeWithText(strings.chatLostPlaceBy(samples.cast.nurse.name)).assertExists()
            ui.onNodeWithText(strings.chatLostPlaceByAdvice(samples.cast.nurse.name)).assertExists()
            press(strings.peopleTitle)
            assertEquals(listOf<ChatEvent>(ChatEvent.OpenPeople), done)
        }
        // Others cannot remove anyone; and what was nobody's doing is nobody's.
        chat({ fell(mine = false, cast.nurse) }) {
            ui.onNodeWithText(strings.chatLostPlaceBy(samples.cast.nurse.name)).assertExists()
            ui.onNodeWithText(strings.chatLostPlaceByAdvice(samples.cast.nurse.name)).assertDoesNotExist()
        }
        chat({ fell(mine = true, cast.patient) }) { ui.onNodeWithText(strings.chatLostPlace).assertExists() }
    }

    @Test
    fun `the patient has a way on where a conversation is stuck, the others have none`() {
        fun Samples.stuck(mine: Boolean) =
            chat(listOf(ChatRow.Notice(1, NOW, NoticeKind.HeldBack))).copy(mine = mine, standing = Standing.Rejoining)
        chat({ stuck(mine = true) }) {
            ui.onNodeWithText(strings.chatAnewAdvice).assertExists()
            ui.onNodeWithText(strings.chatRejoiningBodyYou).assertExists()
        }
        chat({ stuck(mine = false) }) {
            ui.onNodeWithText(strings.chatAnewAdvice).assertDoesNotExist()
            ui.onNodeWithText(strings.chatRejoiningBody).assertExists()
        }
    }

    @Test
    fun `who is not what they seem is so at each of their messages, and in what is spoken`() {
        fun Samples.said(doubt: Doubt?): ChatRow.Message =
            (rows.first() as ChatRow.Message).let { it.copy(sender = it.sender.copy(doubt = doubt)) }
        for (doubt in Doubt.entries + null) {
            chat({ chat(listOf(said(doubt))) }) {
                val words = when (doubt) {
                    null -> strings.roleClinician
                    Doubt.Revoked -> strings.roleNotOfClinic
                    Doubt.OtherKey -> strings.roleOtherDevice
                    Doubt.Different -> strings.roleOtherNumber
                }
                ui.onNodeWithText(words, substring = true, useUnmergedTree = true).assertExists()
                ui.onNode(hasContentDescription(words, substring = true)).assertExists()
                val hers = ui.onAllNodes(hasContentDescription(strings.roleClinician, substring = true))
                assertEquals(doubt != Doubt.Revoked, hers.fetchSemanticsNodes().isNotEmpty(), "$doubt")
                // In a list, where no role stands beside the name.
                val line = strings.line(Samples(Language.English).said(doubt))
                val against = listOf(strings.roleNotOfClinic, strings.roleOtherDevice, strings.roleOtherNumber)
                assertEquals(against.filter { doubt != null && it == words }, against.filter { it in line }, line)
            }
        }
    }

    @Test
    fun `the patient is you`() {
        val samples = Samples(Language.English)
        val words = Language.English.strings
        val readers = listOf(samples.cast.nurse)
        assertEquals(
            "Only you and the clinic read this: Joy Testwell",
            bare(words.readers(Audience.Care, readers, true)),
        )
        assertEquals(
            "Only the clinic and the patient read this: Joy Testwell",
            bare(words.readers(Audience.Care, readers)),
        )
        Refusal.entries.forEach { refusal ->
            val said = bare(words.alarm(samples.alarm.copy(refusal = refusal), mine = true))
            assertTrue("patient" !in said, said)
        }
    }
}
