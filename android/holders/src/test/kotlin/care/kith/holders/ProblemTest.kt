package care.kith.holders

import care.kith.core.remedyOf
import care.kith.screens.Problem
import care.kith.screens.design.remedy
import care.kith.screens.design.sentence
import care.kith.strings.Language
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import care.kith.core.Problem as CoreProblem

/** Every problem of the core is a plain sentence and one thing to do. */
internal class ProblemTest {
    @Test
    fun `every problem of the core has its own here, and the same thing to do`() {
        val problems = CoreProblem.entries.associateWith(::problem)
        // Which apps are on a phone is not known to the core.
        assertEquals(Problem.entries.toSet() - Problem.LinkOtherApp, problems.values.toSet())
        assertEquals(CoreProblem.entries.size, problems.values.toSet().size)
        for ((core, problem) in problems) {
            assertEquals(remedyOf(core).name, bare(problem.remedy.name), "$core")
            assertEquals(core.name, bare(problem.name))
        }
    }

    @Test
    fun `every problem has one sentence and one thing to do in every language`() {
        Language.offered.forEach { language ->
            val sentences = Problem.entries.map(language.strings::sentence)
            assertEquals(Problem.entries.size, sentences.filter(String::isNotBlank).toSet().size, "$language")
            val remedies = Problem.entries.map { it.remedy }.toSet()
            val words = remedies.map(language.strings::remedy)
            assertEquals(remedies.size, words.filter(String::isNotBlank).toSet().size, "$language")
        }
    }

    /** As the core's Kotlin writes it. */
    private fun bare(name: String): String = name.replace(Regex("(?<!^)(?=[A-Z])"), "_").uppercase()
}
