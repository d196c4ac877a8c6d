package care.kith.holders

import care.kith.core.KithException
import care.kith.core.checkCode
import care.kith.screens.Remedy
import care.kith.screens.lock.CodeFault
import care.kith.screens.lock.LockEvent
import care.kith.screens.lock.LockPhase
import care.kith.screens.lock.LockState
import care.kith.screens.lock.LockedPerson
import care.kith.screens.nameOf
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch

/** What a code of one's own is, on a device that several people share. */
public enum class Asked {
    /** Nothing: the device's own lock is enough. */
    Nothing,

    /** Their code. */
    Code,

    /** A code that they make up now. */
    NewCode,
}

/** The codes of the people who share a device. They are checked where the keys are, not here. */
public interface Codes {
    /** What someone is asked for before the device asks who they are. */
    public fun asked(person: LockedPerson): Asked

    /** How long someone has to wait after too many wrong codes, in milliseconds. */
    public fun waitMs(person: LockedPerson): Long

    /** A device of one person's own. */
    public object None : Codes {
        override fun asked(person: LockedPerson): Asked = Asked.Nothing

        override fun waitMs(person: LockedPerson): Long = 0
    }
}

/**
 * Whom to call from the door: each clinic's numbers, where they differ.
 *
 * @property emergency in an emergency.
 * @property telephones the clinics themselves.
 */
public data class Numbers(val emergency: List<String> = emptyList(), val telephones: List<String> = emptyList()) {
    override fun toString(): String = nameOf(this)
}

/**
 * The door.
 *
 * @param people who may open this device, the one who was here last first.
 * @param numbers whom to call, as far as the device knows.
 * @param open opens Kith for someone, with their code if one was asked for: asks the platform for their finger or
 *   face, then unlocks or opens their client. `recognised` is called in between.
 * @param codes whom to ask for a code of their own.
 */
public class LockHolder(
    people: List<LockedPerson>,
    numbers: Numbers,
    private val scope: CoroutineScope,
    private val open: suspend (person: LockedPerson, code: String?, recognised: () -> Unit) -> Unit,
    private val go: (Go) -> Unit,
    private val codes: Codes = Codes.None,
) {
    private val states = MutableStateFlow(
        LockState(
            people,
            people.firstOrNull()?.id,
            emergency = numbers.emergency.distinct(),
            telephones = numbers.telephones.distinct(),
        ),
    )

    /** What the screen shows. */
    public val state: StateFlow<LockState> = states.asStateFlow()

    /** What the person did. */
    public fun onEvent(event: LockEvent) {
        when (event) {
            is LockEvent.Open -> {
                states.value.people
                    .find { it.id == event.personId }
                    ?.let(::goOn)
            }

            is LockEvent.Choose -> {
                states.update { it.copy(chosen = event.personId, phase = LockPhase.Closed) }
            }

            is LockEvent.CodeChanged -> {
                typed(event.code)
            }

            is LockEvent.CodeAgainChanged -> {
                states.update { now ->
                    val phase = now.phase as? LockPhase.NewCode ?: return@update now
                    now.copy(phase = phase.copy(again = event.code, fault = null))
                }
            }

            is LockEvent.NotMe -> {
                states.update { it.copy(phase = LockPhase.Closed) }
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

            is LockEvent.Resolve -> {
                resolve(event.remedy)
            }
        }
    }

    /** Whoever comes back from where a remedy leads finds the door as it was at first, and can try it again. */
    private fun resolve(remedy: Remedy) {
        val now = states.value
        when (remedy) {
            Remedy.TryAgain -> {
                now.people.find { it.id == now.chosen }?.let(::goOn)
            }

            // Where room was made it is tried again from here.
            Remedy.FreeSpace -> {
                go(Go.ToDeviceSettings(forSpace = true))
            }

            else -> {
                states.update { it.copy(phase = LockPhase.Closed) }
                way(remedy)?.let(go)
            }
        }
    }

    private fun typed(code: String) = states.update { now ->
        when (val phase = now.phase) {
            is LockPhase.Code -> now.copy(phase = LockPhase.Code(code))
            is LockPhase.NewCode -> now.copy(phase = phase.copy(typed = code, fault = null))
            else -> now
        }
    }

    /** One step on the way in, from where they are. */
    private fun goOn(person: LockedPerson) {
        when (val phase = states.value.phase) {
            is LockPhase.Asking, is LockPhase.Opening -> {}

            is LockPhase.Code -> {
                if (phase.typed.isNotEmpty()) open(person, phase.typed)
            }

            is LockPhase.NewCode -> {
                fault(phase).let {
                    if (it ==
                        null
                    ) {
                        open(person, phase.typed)
                    } else {
                        refuse(phase, it)
                    }
                }
            }

            else -> {
                ask(person)
            }
        }
    }

    private fun ask(person: LockedPerson) = when (codes.asked(person)) {
        Asked.Nothing -> open(person, null)
        Asked.Code -> show(person, codeOf(person, wrong = false))
        Asked.NewCode -> show(person, LockPhase.NewCode())
    }

    /** Asks for someone's code, now or when their wait is over. */
    private fun codeOf(person: LockedPerson, wrong: Boolean): LockPhase {
        val left = codes.waitMs(person)
        if (left <= 0) return LockPhase.Code(wrong = wrong)
        val wait = LockPhase.Wait(System.currentTimeMillis() + left)
        scope.launch(Dispatchers.Default) {
            delay(left)
            states.update { if (it.phase == wait && it.chosen == person.id) it.copy(phase = LockPhase.Code()) else it }
        }
        return wait
    }

    private fun fault(new: LockPhase.NewCode): CodeFault? = try {
        checkCode(new.typed)
        CodeFault.Different.takeIf { new.again != new.typed }
    } catch (
        @Suppress("SwallowedException") unfit: KithException,
    ) {
        CodeFault.TooEasy
    }

    private fun refuse(phase: LockPhase.NewCode, fault: CodeFault) =
        states.update { if (it.phase == phase) it.copy(phase = phase.copy(fault = fault)) else it }

    private fun show(person: LockedPerson, phase: LockPhase) =
        states.update { it.copy(chosen = person.id, phase = phase) }

    private fun open(person: LockedPerson, code: String?) {
        show(person, LockPhase.Asking)
        scope.launch(Dispatchers.Default) {
            try {
                open(person, code) { states.update { it.copy(phase = LockPhase.Opening) } }
                go(Go.Opened(person))
            } catch (error: KithException) {
                show(person, phase(person, error))
            }
        }
    }

    private fun phase(person: LockedPerson, error: KithException): LockPhase = when (error) {
        is KithException.Unlock -> when (error.code) {
            NO_LOCK -> LockPhase.NoDeviceLock
            WRONG_CODE -> codeOf(person, wrong = true)
            else -> LockPhase.NotRecognised
        }

        is KithException.GetHelp -> if (error.code == KEY_LOST) LockPhase.KeyLost else LockPhase.Failed(problem(error))

        else -> LockPhase.Failed(problem(error))
    }

    private companion object {
        const val KEY_LOST = "vault.key-lost"
        const val NO_LOCK = "vault.no-device-lock"
        const val WRONG_CODE = "vault.wrong-code"
    }
}
