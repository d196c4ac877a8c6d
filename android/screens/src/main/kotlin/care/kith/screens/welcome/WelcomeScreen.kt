package care.kith.screens.welcome

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.padding
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import care.kith.screens.Remedy
import care.kith.screens.design.Button
import care.kith.screens.design.Choice
import care.kith.screens.design.Choices
import care.kith.screens.design.Field
import care.kith.screens.design.Foot
import care.kith.screens.design.Frame
import care.kith.screens.design.Icon
import care.kith.screens.design.Kith
import care.kith.screens.design.Page
import care.kith.screens.design.Part
import care.kith.screens.design.ProblemNote
import care.kith.screens.design.SignedLine
import care.kith.screens.design.Text
import care.kith.screens.design.Weight
import care.kith.screens.design.sentence
import care.kith.screens.qr.Finder
import care.kith.screens.qr.finderHelp
import care.kith.strings.Language

/**
 * The way in, for someone with an invitation.
 *
 * @param camera what the device sees, drawn by the platform, which also hands on what a code says.
 */
@Composable
public fun WelcomeScreen(
    state: WelcomeState,
    onEvent: (WelcomeEvent) -> Unit,
    modifier: Modifier = Modifier,
    camera: @Composable (Modifier) -> Unit = {},
) {
    when (val step = state.step) {
        WelcomeStep.Start -> Start(state.language, onEvent, modifier)
        is WelcomeStep.Link -> Link(step, onEvent, modifier)
        is WelcomeStep.Scan -> Scan(step, onEvent, modifier, camera)
    }
}

@Composable
private fun Start(language: Language, onEvent: (WelcomeEvent) -> Unit, modifier: Modifier) {
    val strings = Kith.strings
    Column(modifier.fillMaxSize().background(Kith.colours.ground)) {
        Page(Arrangement.spacedBy(20.dp)) {
            Text(strings.appName, Modifier.padding(top = 40.dp), Kith.type.heading, Kith.colours.accent)
            Text(strings.welcomeTitle, Modifier.semantics { heading() }, Kith.type.title)
            Text(strings.welcomeLead)
            SignedLine(Icon.Lock, strings.welcomePromise, style = Kith.type.body)
            SignedLine(Icon.Phone, strings.emergencyBare, style = Kith.type.body)
            Text(strings.welcomeNeed, style = Kith.type.strong)
            Button(strings.welcomeScan, { onEvent(WelcomeEvent.ScanCode) }, icon = Icon.Code)
            Button(strings.welcomeLink, { onEvent(WelcomeEvent.EnterLink) }, weight = Weight.Other, icon = Icon.Link)
            Part(strings.welcomeLanguage) {
                Choices {
                    Language.offered.forEach { offered ->
                        Choice(
                            offered.ownName,
                            offered == language,
                            { onEvent(WelcomeEvent.LanguageChosen(offered)) },
                        )
                    }
                }
            }
        }
    }
}

@Composable
private fun Link(step: WelcomeStep.Link, onEvent: (WelcomeEvent) -> Unit, modifier: Modifier) {
    val strings = Kith.strings
    Frame(strings.welcomeLinkTitle, modifier, onBack = { onEvent(WelcomeEvent.Back) }) {
        Page(Arrangement.spacedBy(20.dp)) {
            Text(strings.welcomeLinkHelp)
            Field(
                step.link,
                { onEvent(WelcomeEvent.LinkChanged(it)) },
                strings.welcomeLinkField,
                hint = "kith://…",
                fault = step.problem?.takeIf { it.remedy != Remedy.TryAgain }?.let { sentence(it) },
                onDone = { onEvent(WelcomeEvent.LinkDone) },
            )
            // It is not the link that is wrong: the same once more may do.
            step.problem?.takeIf { it.remedy == Remedy.TryAgain }?.let { problem ->
                ProblemNote(problem, { onEvent(WelcomeEvent.Resolve(it)) })
            }
        }
        Foot {
            Button(
                if (step.checking) strings.welcomeLinkChecking else strings.welcomeLinkGo,
                { onEvent(WelcomeEvent.LinkDone) },
                enabled = step.link.isNotBlank() && !step.checking,
            )
            Button(strings.welcomeScan, { onEvent(WelcomeEvent.ScanCode) }, weight = Weight.Other, icon = Icon.Code)
        }
    }
}

@Composable
private fun Scan(
    step: WelcomeStep.Scan,
    onEvent: (WelcomeEvent) -> Unit,
    modifier: Modifier,
    camera: @Composable (Modifier) -> Unit,
) {
    val strings = Kith.strings
    Frame(strings.welcomeScanTitle, modifier, onBack = { onEvent(WelcomeEvent.Back) }) {
        Page(Arrangement.spacedBy(20.dp)) {
            Text(finderHelp(step.camera))
            if (step.camera == Camera.Ready) Finder(camera)
            step.problem?.let { problem -> ProblemNote(problem, { onEvent(WelcomeEvent.Resolve(it)) }) }
        }
        Foot {
            if (step.camera == Camera.NotAllowed) {
                Button(strings.welcomeCameraAllow, { onEvent(WelcomeEvent.AllowCamera) })
            }
            Button(
                strings.welcomeOpenPicture,
                { onEvent(WelcomeEvent.OpenPicture) },
                weight = if (step.camera == Camera.None) Weight.Main else Weight.Other,
            )
            Button(strings.welcomeLink, { onEvent(WelcomeEvent.EnterLink) }, weight = Weight.Other, icon = Icon.Link)
        }
    }
}
