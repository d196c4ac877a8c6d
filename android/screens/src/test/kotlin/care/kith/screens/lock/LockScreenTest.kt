package care.kith.screens.lock

import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import care.kith.screens.Problem
import care.kith.screens.Remedy
import care.kith.screens.uiTest
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

@OptIn(ExperimentalTestApi::class)
class LockScreenTest {
    @Test
    fun `what keeps the door shut is said, with the one thing to do`() {
        for (problem in listOf(Problem.DeviceFull, Problem.UpdateNeeded, Problem.Damaged, Problem.Unexpected)) {
            uiTest<LockEvent>(screen = { samples, send ->
                LockScreen(samples.lock().copy(phase = LockPhase.Failed(problem)), send)
            }) {
                val (sentence, button) = when (problem.remedy) {
                    Remedy.FreeSpace -> strings.problemDeviceFull to strings.actionFreeSpace
                    Remedy.Update -> strings.problemUpdateNeeded to strings.actionUpdate
                    Remedy.StartOver -> strings.problemDamaged to strings.actionStartOver
                    else -> strings.problemUnexpected to strings.actionTryAgain
                }
                ui.onNodeWithText(sentence).assertExists()
                ui.onNodeWithText(button).performClick()
                assertEquals(listOf<LockEvent>(LockEvent.Resolve(problem.remedy)), events)
            }
        }
    }

    @Test
    fun `one person's trouble does not keep out another`() = uiTest<LockEvent>(screen = { samples, send ->
        val joy = LockedPerson("p9", "Joy Testwell")
        val failed = LockPhase.Failed(Problem.DeviceFull)
        LockScreen(samples.lock().copy(people = samples.lock().people + joy, phase = failed), send)
    }) {
        ui.onNodeWithText("Joy Testwell").performClick()
        assertEquals(listOf<LockEvent>(LockEvent.Choose("p9")), events)
    }
}
