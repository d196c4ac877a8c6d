package care.kith.screens.settings

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import care.kith.screens.design.Button
import care.kith.screens.design.Choice
import care.kith.screens.design.Choices
import care.kith.screens.design.Frame
import care.kith.screens.design.Icon
import care.kith.screens.design.Kith
import care.kith.screens.design.Page
import care.kith.screens.design.Part
import care.kith.screens.design.ProblemNote
import care.kith.screens.design.Sheet
import care.kith.screens.design.Text
import care.kith.screens.design.Weight
import care.kith.screens.design.Whole
import care.kith.strings.Language
import care.kith.strings.leftToRight
import care.kith.strings.moment

/** Language, lock, keys, and what Kith is. */
@Composable
public fun SettingsScreen(state: SettingsState, onEvent: (SettingsEvent) -> Unit, modifier: Modifier = Modifier) {
    Frame(Kith.strings.settingsTitle, modifier, onBack = { onEvent(SettingsEvent.Back) }) {
        Whole(state.settings, { onEvent(SettingsEvent.Resolve(it)) }) { settings ->
            Page(Arrangement.spacedBy(24.dp)) {
                state.problem?.let { problem -> ProblemNote(problem, { onEvent(SettingsEvent.Resolve(it)) }) }
                Text(Kith.strings.settingsYou(settings.name), style = Kith.type.strong)
                Languages(settings.language, onEvent)
                Lock(settings.lockAfter, onEvent)
                OwnKeys(settings.keys, onEvent)
                About(settings, onEvent)
            }
        }
    }
}

@Composable
private fun Languages(chosen: Language, onEvent: (SettingsEvent) -> Unit) {
    Part(Kith.strings.settingsLanguage) {
        Choices {
            Language.offered.forEach { language ->
                Choice(
                    language.ownName,
                    language == chosen,
                    { onEvent(SettingsEvent.LanguageChosen(language)) },
                )
            }
        }
    }
}

@Composable
private fun Lock(chosen: LockAfter, onEvent: (SettingsEvent) -> Unit) {
    val strings = Kith.strings
    Part(strings.settingsLockTitle) {
        Text(strings.settingsLockHelp)
        Choices {
            LockAfter.entries.forEach { after ->
                Choice(
                    if (after.minutes == 0) strings.settingsAtOnce else strings.settingsAfterMinutes(after.minutes),
                    after == chosen,
                    { onEvent(SettingsEvent.LockAfterChosen(after)) },
                )
            }
        }
        Button(
            strings.settingsLockNow,
            { onEvent(SettingsEvent.LockNow) },
            weight = Weight.Other,
            icon = Icon.Lock,
        )
    }
}

@Composable
private fun OwnKeys(keys: Keys, onEvent: (SettingsEvent) -> Unit) {
    val strings = Kith.strings
    Part(strings.settingsKeysTitle) {
        Text(strings.settingsKeysHelp)
        if (keys.fingerprint.isNotEmpty()) Fingerprint(keys.fingerprint)
        Text(strings.settingsRenewHelp)
        Button(
            if (keys.renewing) strings.settingsRenewing else strings.settingsRenew,
            { onEvent(SettingsEvent.RenewKeys) },
            weight = Weight.Other,
            icon = Icon.Key,
            enabled = !keys.renewing,
        )
        keys.renewedAt?.let {
            Text(
                strings.settingsRenewedAt(strings.moment(it, Kith.moments)),
                style = Kith.type.small,
                colour = Kith.colours.inkSoft,
            )
        }
    }
}

/** In groups of four, so that two people can read it to each other. */
@Composable
private fun Fingerprint(digits: String) {
    val strings = Kith.strings
    Sheet {
        Text(strings.settingsFingerprint, style = Kith.type.strong)
        val groups = digits.chunked(4)
        // A screen reader says digit after digit, with a stop between the groups.
        val spoken = groups.joinToString(", ") { it.toList().joinToString(" ") }
        Text(
            leftToRight(groups.joinToString(" ")),
            Modifier.semantics { contentDescription = spoken },
            Kith.type.heading,
        )
        Text(strings.settingsFingerprintHelp, style = Kith.type.small, colour = Kith.colours.inkSoft)
    }
}

@Composable
private fun About(settings: Settings, onEvent: (SettingsEvent) -> Unit) {
    val strings = Kith.strings
    if (settings.clinics.isNotEmpty()) {
        Part(strings.settingsClinics) {
            settings.clinics.forEach { clinic ->
                Column {
                    Text(clinic.name, style = Kith.type.strong)
                    if (clinic.hours.isNotBlank()) {
                        Text(strings.chatHours(clinic.hours), colour = Kith.colours.inkSoft)
                    }
                }
            }
        }
    }
    Part(strings.settingsAbout) {
        Text(strings.settingsVersion(leftToRight(settings.version)))
        Text(strings.emergencyBare)
        Button(strings.settingsLicences, { onEvent(SettingsEvent.OpenLicences) }, weight = Weight.Other)
    }
}
