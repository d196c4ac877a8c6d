package care.kith.holders

import care.kith.core.KithException
import care.kith.screens.Problem
import care.kith.screens.design.remedy
import care.kith.screens.design.sentence
import care.kith.strings.Language
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import kotlin.io.path.Path
import kotlin.io.path.readText

/** Every failure of the core is a plain sentence and one thing to do. */
internal class ProblemTest {
    @Test
    fun `every failure that the boundary can tell of has its problem`() {
        assertEquals(told().sorted(), expected.keys.sorted(), "what bindings/src can say")
        expected.forEach { (said, problem) ->
            val (kind, code) = said.split(' ')
            assertEquals(problem, problem(error(kind, code)), said)
        }
    }

    @Test
    fun `a code of tomorrow has a problem too`() {
        val problems = kinds.keys.map { problem(error(it, "a code of tomorrow")) }
        assertEquals(
            listOf(
                Problem.Unexpected,
                Problem.Unexpected,
                Problem.NoConnection,
                Problem.Unexpected,
                Problem.LinkDamaged,
                Problem.NotAllowed,
                Problem.NotThere,
                Problem.Locked,
                Problem.DeviceFull,
                Problem.UpdateNeeded,
                Problem.NotTheClinic,
                Problem.Damaged,
            ),
            problems,
        )
    }

    @Test
    fun `every problem comes from some failure, and has one sentence and one thing to do in every language`() {
        // Which apps are on a phone is not known to the core.
        assertEquals(Problem.entries.toSet() - Problem.LinkOtherApp, expected.values.toSet())
        Language.offered.forEach { language ->
            val sentences = Problem.entries.map(language.strings::sentence)
            assertEquals(Problem.entries.size, sentences.filter(String::isNotBlank).toSet().size, "$language")
            val remedies = Problem.entries.map { it.remedy }.toSet()
            val words = remedies.map(language.strings::remedy)
            assertEquals(remedies.size, words.filter(String::isNotBlank).toSet().size, "$language")
        }
    }

    /** What the source of the boundary says, and what a relay's problems become there. */
    private fun told(): Set<String> {
        val source = listOf("error", "runtime", "tasks").joinToString("") {
            Path("../../bindings/src/$it.rs").readText().substringBefore("#[cfg(test)]")
        }
        val plain = Regex("""to!\((\w+), "([^"]+)"\)""").findAll(source)
        val short = Regex("""\b(retry|internal)\("([^"]+)"\)""").findAll(source)
        val told = (plain + short).map { (_, kind, code) -> "${kind.replaceFirstChar(Char::uppercase)} $code" }
        return told.toSet() + relay()
    }

    private fun relay(): Set<String> {
        val source = Path("../../protocol/src/problem.rs").readText()
        val codes = Regex("""^ {4}\w+ = "([a-z-]+)", (\d+),""", RegexOption.MULTILINE).findAll(source)
        return codes.map { (_, code, status) -> "${kind(code, status.toInt())} $code" }.toSet()
    }

    private fun kind(code: String, status: Int): String = when {
        code.startsWith("invitation-") -> "AskForInvitation"
        status >= 500 || status == 429 || status == 401 -> "WaitForNetwork"
        code in setOf("revoked", "forgotten", "forbidden") -> "NotAllowed"
        else -> "Retry"
    }

    private operator fun MatchResult.component1(): String = value

    private operator fun MatchResult.component2(): String = groupValues[1]

    private operator fun MatchResult.component3(): String = groupValues[2]

    private fun error(kind: String, code: String): KithException = kinds.getValue(kind)(code)

    private companion object {
        val kinds = mapOf<String, (String) -> KithException>(
            "Retry" to { KithException.Retry(it) },
            "Internal" to { KithException.Internal(it) },
            "WaitForNetwork" to { KithException.WaitForNetwork(it) },
            "FixInput" to { KithException.FixInput(it) },
            "AskForInvitation" to { KithException.AskForInvitation(it) },
            "NotAllowed" to { KithException.NotAllowed(it) },
            "Refresh" to { KithException.Refresh(it) },
            "Unlock" to { KithException.Unlock(it) },
            "FreeSpace" to { KithException.FreeSpace(it) },
            "UpdateApp" to { KithException.UpdateApp(it) },
            "CallClinic" to { KithException.CallClinic(it) },
            "GetHelp" to { KithException.GetHelp(it) },
        )

        private fun all(kind: String, problem: Problem, vararg codes: String) =
            codes.flatMap { it.split(' ') }.map { "$kind $it" to problem }

        val expected: Map<String, Problem> = listOf(
            all(
                "Retry",
                Problem.Unexpected,
                "mls other store.app-first store.busy store.files store.open-elsewhere",
                "store.suspended store.transaction vault.unavailable task.cancelled task.over",
                "bad-request over-limit bad-proof not-found method-not-allowed idempotency-mismatch exists stale-epoch",
                "too-many-branches too-large media-type",
            ),
            all(
                "Internal",
                Problem.Unexpected,
                "other content.unreadable store.closed store.failed store.panicked runtime.threads panic",
            ),
            all(
                "WaitForNetwork",
                Problem.NoConnection,
                "other relay.unreachable unauthenticated quota rate-limited internal unavailable",
            ),
            all("FixInput", Problem.NotALink, "link.none"),
            all("FixInput", Problem.LinkCutOff, "link.cut-off"),
            all("FixInput", Problem.LinkDamaged, "link.altered"),
            all("FixInput", Problem.LinkOwn, "link.own"),
            all("FixInput", Problem.AlreadyIn, "link.already-in"),
            all("FixInput", Problem.TooManyInvitations, "invitations.too-many"),
            all("FixInput", Problem.NameUnfit, "name.blank"),
            all("FixInput", Problem.NameTooLong, "name.too-long"),
            all("FixInput", Problem.NameSigns, "name.unfit"),
            all("FixInput", Problem.TextTooLong, "content.too-long"),
            all("FixInput", Problem.ClockWrong, "clock"),
            all("FixInput", Problem.Unexpected, "content.empty field vault.unfit-code"),
            all("AskForInvitation", Problem.LinkUsed, "invitation-used"),
            all("AskForInvitation", Problem.LinkExpired, "invitation-expired"),
            all("AskForInvitation", Problem.LinkReplaced, "invitation-replaced"),
            all("AskForInvitation", Problem.LinkTakenBack, "invitation-revoked"),
            all("AskForInvitation", Problem.LinkUnknown, "invitation-unknown"),
            all("AskForInvitation", Problem.LinkWebPage, "link.web-page"),
            all("AskForInvitation", Problem.LinkDamaged, "link.forged"),
            all("NotAllowed", Problem.NotAllowed, "not-allowed forbidden"),
            all("NotAllowed", Problem.NotInCircle, "not-a-member"),
            all("NotAllowed", Problem.Revoked, "revoked"),
            all("NotAllowed", Problem.Forgotten, "forgotten"),
            all("NotAllowed", Problem.NotVouched, "not-vouched"),
            all("NotAllowed", Problem.OldWord, "old-word"),
            all("NotAllowed", Problem.Oneself, "oneself"),
            all("Refresh", Problem.NotThere, "not-found other"),
            all("Unlock", Problem.Locked, "store.locked vault.denied vault.no-device-lock vault.wrong-code"),
            all("FreeSpace", Problem.DeviceFull, "store.disk-full"),
            all("UpdateApp", Problem.UpdateNeeded, "link.newer relay.unknown store.newer"),
            all("CallClinic", Problem.NotTheClinic, "clinic.signature clinic.address relay.address"),
            all("CallClinic", Problem.Intercepted, "relay.untrusted"),
            all("WaitForNetwork", Problem.ProxyLogin, "network.proxy-login"),
            all(
                "GetHelp",
                Problem.Damaged,
                "other store.codec store.damaged store.unreadable store.wrong-key vault.key-lost vault.unreadable",
            ),
        ).flatten().toMap()
    }
}
