package care.kith.screens.settings

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.padding
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import care.kith.screens.design.Button
import care.kith.screens.design.CallTheClinic
import care.kith.screens.design.Choice
import care.kith.screens.design.Choices
import care.kith.screens.design.Frame
import care.kith.screens.design.Icon
import care.kith.screens.design.Kith
import care.kith.screens.design.Page
import care.kith.screens.design.Part
import care.kith.screens.design.Sheet
import care.kith.screens.design.Text
import care.kith.screens.design.Toggle
import care.kith.screens.design.TopNote
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
            TopNote(state.problem) { onEvent(SettingsEvent.Resolve(it)) }
            Page(Arrangement.spacedBy(24.dp)) {
                oneName(settings)?.let { Text(Kith.strings.settingsYou(it), style = Kith.type.strong) }
                Languages(settings.language, onEvent)
                Lock(settings.lockAfter, onEvent)
                SeenByOthers(settings.tellsSeen, onEvent)
                OwnKeys(settings, onEvent)
                About(settings, onEvent)
            }
        }
    }
}

/** What the person is called, where that is the same everywhere. */
private fun oneName(settings: Settings): String? = settings.enrolments
    .map(Enrolment::name)
    .distinct()
    .singleOrNull()

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
private fun Lock(chosen: LockAfter?, onEvent: (SettingsEvent) -> Unit) {
    val strings = Kith.strings
    Part(strings.settingsLockTitle) {
        if (chosen == null) {
            Text(strings.settingsLockByComputer)
        } else {
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
private fun SeenByOthers(tells: Boolean, onEvent: (SettingsEvent) -> Unit) {
    val strings = Kith.strings
    Part(strings.settingsSeenTitle) {
        Toggle(
            strings.settingsTellSeen,
            tells,
            { onEvent(SettingsEvent.TellsSeenChosen(it)) },
            strings.settingsTellSeenHelp,
        )
    }
}

@Composable
private fun OwnKeys(settings: Settings, onEvent: (SettingsEvent) -> Unit) {
    val strings = Kith.strings
    val keys = settings.keys
    Part(strings.settingsKeysTitle) {
        Text(strings.settingsKeysHelp)
        settings.enrolments.forEach { Fingerprint(it, among = settings.enrolments.size) }
        Text(strings.settingsRenewHelp)
        Button(
            if (keys.renewing) strings.settingsRenewing else strings.settingsRenew,
            { onEvent(SettingsEvent.RenewKeys) },
            weight = Weight.Other,
            icon = Icon.Key,
            enabled = !keys.renewing,
        )
        val how = if (keys.waiting) {
            strings.settingsRenewWaits
        } else {
            keys.renewedAt?.let { strings.settingsRenewedAt(strings.moment(it, Kith.moments)) }
        }
        how?.let {
            Text(
                it,
                Modifier.semantics { liveRegion = LiveRegionMode.Polite },
                Kith.type.small,
                Kith.colours.inkSoft,
            )
        }
    }
}

/** In groups of four, so that two people can read it to each other. The clinic is named where there are several. */
@Composable
private fun Fingerprint(there: Enrolment, among: Int) {
    val strings = Kith.strings
    Sheet {
        Text(strings.settingsFingerprint, style = Kith.type.strong)
        if (among > 1) Text(there.clinic.name)
        val groups = there.fingerprint.chunked(4)
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
    if (settings.enrolments.isNotEmpty()) {
        val named = oneName(settings) != null
        Part(strings.settingsClinics) {
            settings.enrolments.forEach { (clinic, name) ->
                Column {
                    Text(clinic.name, style = Kith.type.strong)
                    if (!named) Text(strings.settingsYou(name))
                    if (clinic.hours.isNotBlank()) {
                        Text(strings.chatHours(clinic.hours), colour = Kith.colours.inkSoft)
                    }
                    CallTheClinic(clinic.telephone, { onEvent(SettingsEvent.Call(it)) }, Modifier.padding(top = 8.dp))
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
