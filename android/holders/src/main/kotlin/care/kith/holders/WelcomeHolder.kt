package care.kith.holders

import care.kith.core.KithClient
import care.kith.core.findLink
import care.kith.screens.Problem
import care.kith.screens.welcome.Camera
import care.kith.screens.welcome.WelcomeEvent
import care.kith.screens.welcome.WelcomeState
import care.kith.screens.welcome.WelcomeStep
import care.kith.strings.Language
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update

/**
 * The first screen: how someone gets in.
 *
 * @param camera whether the device can see, when the code is to be read.
 */
public class WelcomeHolder(
    private val client: KithClient,
    private val scope: CoroutineScope,
    language: Language,
    private val camera: () -> Camera,
    private val go: (Go) -> Unit,
) {
    private val states = MutableStateFlow(WelcomeState(language))
    private val remedies = Remedies(go, ::tell, back = { show(WelcomeStep.Start) })

    /** What the screen shows. */
    public val state: StateFlow<WelcomeState> = states.asStateFlow()

    /** What the person did. */
    public fun onEvent(event: WelcomeEvent) {
        when (event) {
            is WelcomeEvent.EnterLink -> show(WelcomeStep.Link())
            is WelcomeEvent.ScanCode -> show(WelcomeStep.Scan(camera()))
            is WelcomeEvent.LinkChanged -> show(WelcomeStep.Link(event.link))
            is WelcomeEvent.LinkDone -> (states.value.step as? WelcomeStep.Link)?.let { read(it.link) }
            is WelcomeEvent.CodeRead -> read(event.text)
            is WelcomeEvent.OpenPicture -> go(Go.PickPicture)
            is WelcomeEvent.AllowCamera -> go(Go.AskForCamera)
            is WelcomeEvent.LanguageChosen -> speak(event.language)
            is WelcomeEvent.Back -> if (states.value.step is WelcomeStep.Start) go(Go.Back) else show(WelcomeStep.Start)
            is WelcomeEvent.Resolve -> remedies.resolve(event.remedy)
        }
    }

    private fun read(text: String) {
        change(problem = null, checking = true)
        scope.asking(remedies.telling { read(text) }) {
            val link = findLink(text)
            client.readLink(link)
            change(problem = null, checking = false)
            go(Go.ToConsent(link))
        }
    }

    private fun speak(language: Language) {
        states.update { it.copy(language = language) }
        go(Go.Speak(language.tag))
    }

    private fun tell(problem: Problem?) = change(problem, checking = false)

    private fun show(step: WelcomeStep) = states.update { it.copy(step = step) }

    private fun change(problem: Problem?, checking: Boolean) = states.update { now ->
        when (val step = now.step) {
            is WelcomeStep.Start -> now
            is WelcomeStep.Link -> now.copy(step = step.copy(problem = problem, checking = checking))
            is WelcomeStep.Scan -> now.copy(step = step.copy(problem = problem))
        }
    }
}
