package care.kith.holders

import care.kith.core.KithException
import care.kith.screens.lock.LockEvent
import care.kith.screens.lock.LockPhase
import care.kith.screens.lock.LockState
import care.kith.screens.lock.LockedPerson
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch

/**
 * The door.
 *
 * @param people who may open this device, the one who was here last first.
 * @param emergency the number to call, if the device knows one.
 * @param open opens Kith for someone: asks the platform for their finger or face, then unlocks or opens their
 *   client. `recognised` is called in between.
 */
public class LockHolder(
    people: List<LockedPerson>,
    emergency: String?,
    private val scope: CoroutineScope,
    private val open: suspend (person: LockedPerson, recognised: () -> Unit) -> Unit,
    private val go: (Go) -> Unit,
) {
    private val states = MutableStateFlow(LockState(people, people.firstOrNull()?.id, emergency = emergency))

    /** What the screen shows. */
    public val state: StateFlow<LockState> = states.asStateFlow()

    /** What the person did. */
    public fun onEvent(event: LockEvent) {
        when (event) {
            is LockEvent.Open -> {
                states.value.people
                    .find { it.id == event.personId }
                    ?.let(::open)
            }

            is LockEvent.Choose -> {
                states.update { it.copy(chosen = event.personId, phase = LockPhase.Closed) }
            }

            is LockEvent.Call -> {
                go(Go.Call(event.number))
            }

            is LockEvent.OpenDeviceSettings -> {
                go(Go.ToDeviceSettings(forSpace = false))
            }

            is LockEvent.StartOver -> {
                go(Go.ToWelcome)
            }
        }
    }

    private fun open(person: LockedPerson) {
        if (states.value.phase in listOf(LockPhase.Asking, LockPhase.Opening)) return
        states.update { it.copy(chosen = person.id, phase = LockPhase.Asking) }
        scope.launch(Dispatchers.Default) {
            try {
                open(person) { states.update { it.copy(phase = LockPhase.Opening) } }
                go(Go.Opened(person))
            } catch (error: KithException) {
                states.update { it.copy(phase = phase(error)) }
            }
        }
    }

    private fun phase(error: KithException): LockPhase = when (error) {
        is KithException.Unlock -> if (error.code == NO_LOCK) LockPhase.NoDeviceLock else LockPhase.NotRecognised
        is KithException.GetHelp -> LockPhase.KeyLost
        else -> LockPhase.NotRecognised
    }

    private companion object {
        const val NO_LOCK = "vault.no-device-lock"
    }
}
