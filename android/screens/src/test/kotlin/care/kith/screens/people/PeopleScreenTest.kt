package care.kith.screens.people

import androidx.compose.ui.input.key.Key
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performKeyInput
import androidx.compose.ui.test.pressKey
import androidx.compose.ui.test.requestFocus
import care.kith.screens.Audience
import care.kith.screens.Content
import care.kith.screens.Doubt
import care.kith.screens.Role
import care.kith.screens.UiTest
import care.kith.screens.WhyNot
import care.kith.screens.bare
import care.kith.screens.design.why
import care.kith.screens.number.Opposite
import care.kith.screens.samples.NOW
import care.kith.screens.samples.Samples
import care.kith.screens.tabStops
import care.kith.screens.uiTest
import care.kith.strings.Language
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

@OptIn(ExperimentalTestApi::class)
class PeopleScreenTest {
    private fun people(state: Samples.() -> PeopleState = { people() }, test: UiTest<PeopleEvent>.() -> Unit) =
        uiTest(height = 2600, screen = { samples, send -> PeopleScreen(samples.state(), send) }, test = test)

    private fun Samples.ofTheProxy(mayDecide: Boolean) = Content.Ready(
        CirclePeople(
            WhyNot.NotThePatient.takeUnless { mayDecide },
            members + Member(cast.proxy, NOW, listOf(Audience.Circle)),
        ),
    )

    private fun UiTest<*>.press(words: String) = ui
        .onNode(
            hasClickAction() and SemanticsMatcher(words) { node ->
                node.config.getOrNull(SemanticsProperties.Text)?.any { bare(it.text) == words } == true
            },
        ).performClick()

    @Test
    fun `everything that cannot be undone asks first`() = people {
        press("Yes, let them in")
        press("No, not this person")
        press("Remove Lina Winterbloom")
        press("Take it back")
        press("Make a new link")
        press("Invite someone")
        ui.onNodeWithContentDescription(strings.actionBack).performClick()
        assertEquals(
            listOf(
                PeopleEvent.Ask(Question.Approve(samples.answered)),
                PeopleEvent.Ask(Question.Decline(samples.answered)),
                PeopleEvent.Ask(Question.Remove(samples.cast.daughter)),
                PeopleEvent.Ask(Question.TakeBack(samples.open)),
                PeopleEvent.Reissue("i2"),
                PeopleEvent.Invite,
                PeopleEvent.Back,
            ),
            events,
        )
    }

    @Test
    fun `removal says its consequence, and yes and no`() =
        people({ people().copy(question = Question.Remove(cast.daughter)) }) {
            ui.onNodeWithText(strings.peopleAskRemoveBody).assertExists()
            press(strings.peopleYesRemove)
            press(strings.actionCancel)
            assertEquals(
                listOf(PeopleEvent.Confirm(Question.Remove(samples.cast.daughter)), PeopleEvent.Cancel),
                events,
            )
        }

    @Test
    fun `removal can be quiet, which is asked about in words of its own`() =
        people({ people().copy(question = Question.Remove(cast.daughter)) }) {
            press(strings.peopleRemoveQuietly)
            assertEquals(listOf(PeopleEvent.Ask(Question.GoOnWithout(samples.cast.daughter))), events)
        }

    @Test
    fun `where another device was checked for a name, the question before the yes says so again`() {
        fun Samples.asking(known: Known): PeopleState {
            val answer = (answered.stage as InvitationStage.Answered).copy(known = known)
            return people().copy(question = Question.Approve(answered.copy(stage = answer)))
        }
        people({ asking(Known(doubt = Doubt.OtherKey)) }) { ui.onNodeWithText(strings.peopleOtherKey).assertExists() }
        people({ asking(Known()) }) { ui.onNodeWithText(strings.peopleOtherKey).assertDoesNotExist() }
    }

    @Test
    fun `where numbers were different, the row and the question say so, and comparing comes first`() {
        fun Samples.waiting(known: Known): PeopleState {
            val answer = (answered.stage as InvitationStage.Answered).copy(known = known)
            val given = answered.copy(stage = answer)
            return people().copy(circle = Content.Ready(CirclePeople(null, members, listOf(given))))
        }
        val different = Known(doubt = Doubt.Different)
        people({ waiting(different) }) { ui.onNodeWithText(strings.peopleDifferent).assertExists() }
        people({ waiting(Known()) }) { ui.onNodeWithText(strings.peopleDifferent).assertDoesNotExist() }
        people({ waiting(different).let { it.copy(question = Question.Approve(first(it))) } }) {
            assertEquals(2, ui.onAllNodesWithText(strings.peopleDifferent).fetchSemanticsNodes().size)
        }
    }

    private fun first(state: PeopleState) = (state.circle as Content.Ready).value.invitations.first()

    @Test
    fun `each reason why the clinic speaks for nobody is said in its own words`() {
        fun Samples.staff(word: ClinicsWord): PeopleState {
            val given = GivenInvitation("i", Role.Clinician, "", NOW, InvitationStage.Answered("", word))
            return people().copy(circle = Content.Ready(CirclePeople(null, members, listOf(given))))
        }
        for (word in ClinicsWord.entries - ClinicsWord.Vouches) {
            people({ staff(word) }) {
                val words = mapOf(
                    ClinicsWord.Nothing to strings.peopleNotVouched,
                    ClinicsWord.OtherRole to strings.peopleOtherRole,
                    ClinicsWord.Nameless to strings.peopleUntold,
                    ClinicsWord.Revoked to strings.peopleRevoked,
                )
                ui.onNodeWithText(checkNotNull(words[word])).assertExists()
                ui.onNodeWithText(strings.peopleApprove).assertDoesNotExist()
            }
        }
        people({ staff(ClinicsWord.Vouches) }) { ui.onNodeWithText(strings.peopleApprove).assertExists() }
    }

    @Test
    fun `while a new phone of the clinic's staff would wait, nobody is put out for it`() {
        fun Samples.renewing(asOf: Long?): PeopleState {
            val like = Like("p", cast.nurse.name, Likeness.PerhapsTheSame)
            val answer = InvitationStage.Answered(cast.nurse.name, ClinicsWord.Vouches, like, asOf = asOf)
            val given = GivenInvitation("i", Role.Clinician, "", NOW, answer)
            return people().copy(circle = Content.Ready(CirclePeople(null, members, listOf(given))))
        }
        people({ renewing(asOf = NOW) }) { ui.onNodeWithText(strings.peopleRenew).assertDoesNotExist() }
        people({ renewing(asOf = null) }) { ui.onNodeWithText(strings.peopleRenew).assertExists() }
    }

    @Test
    fun `the patient may start the circle anew, and is asked before it`() {
        people { press(strings.peopleAnew).also { assertEquals(listOf(PeopleEvent.Ask(Question.StartAnew)), events) } }
        people({ people().copy(question = Question.StartAnew) }) {
            ui.onNodeWithText(strings.peopleAskAnewBody).assertExists()
            press(strings.peopleYesAnew)
            assertEquals(listOf<PeopleEvent>(PeopleEvent.Confirm(Question.StartAnew)), events)
        }
    }

    @Test
    fun `the other one is told where they find the number, before they are in too`() = people {
        val answered = samples.answered.stage as InvitationStage.Answered
        ui.onAllNodesWithText(strings.peopleCompare)[0].performClick()
        assertEquals(listOf(PeopleEvent.Compare(answered.id, answered.name, Opposite.Comer)), events)
    }

    @Test
    fun `who speaks for the patient is asked about gravely, with what it gives away`() =
        people({ people().copy(question = Question.Approve(answered)) }) {
            ui.onNodeWithText(strings.peopleAskApproveProxyBody).assertExists()
            press(bare(strings.peopleYesApproveProxy))
            assertEquals(listOf<PeopleEvent>(PeopleEvent.Confirm(Question.Approve(samples.answered))), events)
        }

    @Test
    fun `to the patient her proxy speaks for her, to the others for the patient`() {
        people({ people().copy(circle = ofTheProxy(mayDecide = true)) }) {
            ui.onNodeWithText(strings.roleProxyOfYou, substring = true).assertExists()
        }
        people({ people().copy(circle = ofTheProxy(mayDecide = false)) }) {
            ui.onNodeWithText(strings.roleProxy, substring = true).assertExists()
        }
    }

    @Test
    fun `the patient writes to someone alone, or reads that she cannot now`() {
        people {
            press("Write to Lina Winterbloom alone")
            assertEquals(listOf<PeopleEvent>(PeopleEvent.TalkAlone("p2")), events)
        }
        val alone = Alone(WhyNot.NotInRoom)
        people({ people().copy(circle = Content.Ready(CirclePeople(null, members.map { it.copy(alone = alone) }))) }) {
            ui.onNodeWithText(strings.peopleNotAlone(samples.cast.nurse.name)).assertExists()
            ui.onNodeWithText(strings.peopleTalkAlone(samples.cast.nurse.name)).assertDoesNotExist()
        }
    }

    @Test
    fun `why nobody is let in is said`() {
        val reasons = WhyNot.entries.associateWith { Language.English.strings.why(it) }
        assertEquals(WhyNot.entries.size, reasons.values.toSet().size, "each in its own words")
        people({ people().copy(circle = Content.Ready(CirclePeople(WhyNot.Revoked, others, mine = true))) }) {
            ui.onNodeWithText(strings.problemRevoked).assertExists()
            ui.onNodeWithText(strings.peopleInvite).assertDoesNotExist()
        }
    }

    @Test
    fun `while it is done nothing can be pressed twice`() =
        people({ people().copy(question = Question.Remove(cast.daughter), working = true) }) {
            ui.onNodeWithText(strings.stateWorking).assertIsNotEnabled()
            ui.onNodeWithText(strings.actionCancel).assertIsNotEnabled()
        }

    @Test
    fun `the keyboard answers a question, and Escape leaves it`() =
        people({ people().copy(question = Question.Remove(cast.daughter)) }) {
            ui.onNodeWithText(strings.actionCancel).requestFocus()
            ui.onNodeWithText(strings.actionCancel).performKeyInput { pressKey(Key.Enter) }
            ui.onNodeWithText(strings.actionCancel).performKeyInput { pressKey(Key.Escape) }
            assertEquals(listOf<PeopleEvent>(PeopleEvent.Cancel, PeopleEvent.Cancel), events)
        }

    @Test
    fun `the keyboard comes by every button`() = people {
        ui.onNodeWithContentDescription(strings.actionBack).requestFocus()
        assertEquals(
            listOf(
                "Compare numbers",
                "Yes, let them in",
                "No, not this person",
                "Compare numbers",
                "Write to Lina Winterbloom alone",
                "Remove Lina Winterbloom",
                "Compare numbers",
                "Write to Joy Testwell alone",
                "Remove Joy Testwell",
                "Invite someone",
                "Make a new link",
                "Take it back",
                "Start this circle anew",
            ),
            tabStops(13).map(::bare),
        )
    }

    @Test
    fun `who does not decide is offered the numbers of the others and nothing else`() = people({
        people().copy(
            circle = Content.Ready(CirclePeople(WhyNot.NotThePatient, others)),
        )
    }) {
        ui.onNodeWithText(strings.peopleOnlyPatient).assertExists()
        // One for each of the two others, and the way back.
        assertEquals(2, ui.onAllNodesWithText(strings.peopleCompare).fetchSemanticsNodes().size)
        assertEquals(3, ui.onAllNodes(hasClickAction()).fetchSemanticsNodes().size)
    }
}
