package care.kith.holders

import care.kith.core.KithClient
import care.kith.screens.Content
import care.kith.screens.Problem
import care.kith.screens.Remedy
import care.kith.screens.settings.Keys
import care.kith.screens.settings.LockAfter
import care.kith.screens.settings.Settings
import care.kith.screens.settings.SettingsEvent
import care.kith.screens.settings.SettingsState
import care.kith.strings.Language
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import care.kith.core.Settings as CoreSettings

/**
 * The settings of this device.
 *
 * @param spoken the language of the screens now.
 * @param version of Kith.
 */
public class SettingsHolder(
    private val client: KithClient,
    private val scope: CoroutineScope,
    private var spoken: Language,
    private val version: String,
    private val go: (Go) -> Unit,
) {
    private val states = MutableStateFlow(SettingsState(Content.Loading))

    /** What the screen shows. */
    public val state: StateFlow<SettingsState> = states.asStateFlow()

    init {
        read()
    }

    /** What the person did. */
    public fun onEvent(event: SettingsEvent) {
        when (event) {
            is SettingsEvent.Back -> go(Go.Back)
            is SettingsEvent.LanguageChosen -> speak(event.language)
            is SettingsEvent.LockAfterChosen -> change { it.copy(lockAfterMs = milliseconds(event.lockAfter)) }
            is SettingsEvent.LockNow -> lock()
            is SettingsEvent.RenewKeys -> renew()
            is SettingsEvent.OpenLicences -> go(Go.ToLicences)
            is SettingsEvent.Resolve -> resolve(event.remedy)
        }
    }

    private fun read() {
        scope.asking(::failed) { show(client.settings()) }
    }

    private suspend fun show(kept: CoreSettings) {
        val clinics = client.inbox().clinics
        val settings = Settings(
            name = clinics.firstOrNull()?.myName.orEmpty(),
            language = spoken,
            lockAfter = lockAfter(kept.lockAfterMs),
            keys = Keys(clinics.firstOrNull()?.me.orEmpty()),
            clinics = clinics.map(::clinic),
            version = version,
        )
        states.update { now ->
            val keys = (now.settings as? Content.Ready)?.value?.keys
            now.copy(settings = Content.Ready(settings.copy(keys = keys ?: settings.keys)))
        }
    }

    private fun change(how: (CoreSettings) -> CoreSettings) {
        scope.asking(::tell) {
            val changed = how(client.settings())
            client.setSettings(changed)
            show(changed)
        }
    }

    private fun speak(language: Language) {
        spoken = language
        change { it.copy(language = language.tag) }
        go(Go.Speak(language.tag))
    }

    private fun lock() {
        scope.asking(::tell) {
            client.lock()
            go(Go.ToLock)
        }
    }

    private fun renew() {
        renewing(true)
        scope.asking({
            renewing(false)
            tell(it)
        }) {
            for (circle in client.inbox().circles) client.renewKeys(circle.id)
            renewing(false, renewedAt = System.currentTimeMillis())
        }
    }

    private fun renewing(renewing: Boolean, renewedAt: Long? = null) = states.update { now ->
        val ready = (now.settings as? Content.Ready)?.value ?: return@update now
        val keys = ready.keys.copy(renewing = renewing, renewedAt = renewedAt ?: ready.keys.renewedAt)
        now.copy(settings = Content.Ready(ready.copy(keys = keys)))
    }

    private fun tell(problem: Problem) = states.update { it.copy(problem = problem) }

    private fun failed(problem: Problem) = states.update { it.copy(settings = Content.Failed(problem)) }

    private fun resolve(remedy: Remedy) {
        states.update { it.copy(problem = null) }
        way(remedy)?.let { return go(it) }
        if (states.value.settings is Content.Failed) read()
    }

    private companion object {
        fun milliseconds(lockAfter: LockAfter): ULong = lockAfter.minutes.minutes.inWholeMilliseconds
            .toULong()

        /** The longest choice that is not longer than what was kept; a minute where nothing was. */
        fun lockAfter(kept: ULong?): LockAfter {
            val minutes = kept?.toLong()?.milliseconds?.inWholeMinutes ?: return LockAfter.OneMinute
            return LockAfter.entries.last { it.minutes <= minutes }
        }
    }
}
