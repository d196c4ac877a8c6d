package care.kith.holders

import care.kith.core.KithClient
import care.kith.core.KithException
import care.kith.screens.Content
import care.kith.screens.Problem
import care.kith.screens.settings.Enrolment
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
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.update
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import care.kith.core.Settings as CoreSettings

/**
 * The settings of this device.
 *
 * @param spoken the language of the screens now.
 * @param version of Kith.
 * @param locksItself whether Kith locks when it is left, after a time that can be set.
 */
public class SettingsHolder(
    private val client: KithClient,
    private val scope: CoroutineScope,
    private var spoken: Language,
    private val version: String,
    private val go: (Go) -> Unit,
    private val locksItself: Boolean = true,
) {
    private val states = MutableStateFlow(SettingsState(Content.Loading))
    private val remedies = Remedies(go, ::tell, ::read)

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
            is SettingsEvent.TellsSeenChosen -> tellSeen(event.tells)
            is SettingsEvent.LockNow -> lock()
            is SettingsEvent.RenewKeys -> renew()
            is SettingsEvent.OpenLicences -> go(Go.ToLicences)
            is SettingsEvent.Call -> go(Go.Call(event.number))
            is SettingsEvent.Resolve -> remedies.resolve(event.remedy, states.value.settings is Content.Failed)
        }
    }

    private fun read() {
        scope.asking(::failed) { show(client.settings()) }
    }

    private suspend fun show(kept: CoreSettings) {
        val settings = Settings(
            language = spoken,
            lockAfter = lockAfter(kept.lockAfterMs).takeIf { locksItself },
            keys = Keys(),
            enrolments = client.inbox().clinics.map { Enrolment(clinic(it), it.myName, it.me) },
            version = version,
            tellsSeen = client.tellsSeen(),
        )
        states.update { now ->
            val keys = (now.settings as? Content.Ready)?.value?.keys
            now.copy(settings = Content.Ready(settings.copy(keys = keys ?: settings.keys)))
        }
    }

    private fun change(how: (CoreSettings) -> CoreSettings) {
        scope.keeping(remedies.telling { change(how) }) {
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

    private fun tellSeen(tells: Boolean) {
        scope.keeping(remedies.telling { tellSeen(tells) }) {
            client.setTellsSeen(tells)
            show(client.settings())
        }
    }

    private fun lock() {
        scope.asking(remedies.telling { lock() }) {
            client.lock()
            go(Go.ToLock)
        }
    }

    private fun renew() {
        keys { it.copy(renewing = true) }
        scope.asking(remedies.telling({ keys { it.copy(renewing = false) } }, ::renew)) {
            for (circle in client.inbox().circles) client.renewKeys(circle.id)
            // What is wanted is kept; it is done when the others' devices were told.
            while (!exchanges()) {
                keys { it.copy(renewing = false, waiting = true) }
                pulled(client::watchInbox) { it.next() }.first { now -> now.clinics.none { cannotBeReached(it.reach) } }
            }
            keys { it.copy(renewing = false, waiting = false, renewedAt = System.currentTimeMillis()) }
        }
    }

    /** Exchanges everything with every relay; answers whether they could be reached. */
    private suspend fun exchanges(): Boolean = try {
        client.sync().use { it.outcome() }
        true
    } catch (_: KithException.WaitForNetwork) {
        false
    }

    private fun keys(change: (Keys) -> Keys) = states.update { now ->
        val ready = (now.settings as? Content.Ready)?.value ?: return@update now
        now.copy(settings = Content.Ready(ready.copy(keys = change(ready.keys))))
    }

    private fun tell(problem: Problem?) = states.update { it.copy(problem = problem) }

    private fun failed(problem: Problem) = states.update { it.copy(settings = Content.Failed(problem)) }

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
