package care.kith.holders

import care.kith.core.KithException
import care.kith.holders.town.Screen
import care.kith.holders.town.becomes
import care.kith.screens.Problem
import care.kith.screens.Remedy
import care.kith.screens.lock.LockEvent
import care.kith.screens.lock.LockPhase
import care.kith.screens.lock.LockedPerson
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

class LockHolderTest {
    private val ana = LockedPerson("ana", "Ana")
    private val numbers = Numbers(listOf("112", "112", "0800 555 019"), listOf("030 555 0100"))

    private fun door(screen: Screen, error: () -> KithException?) =
        LockHolder(listOf(ana), numbers, screen.scope, { _, _, _ -> error()?.let { throw it } }, screen.go)

    @Test
    fun `each clinic's numbers stand there, each once`() {
        Screen().use { screen ->
            val state = door(screen) { null }.state.value
            assertEquals(listOf("112", "0800 555 019"), state.emergency)
            assertEquals(listOf("030 555 0100"), state.telephones)
        }
    }

    @Test
    fun `the door says what keeps it shut`() = runBlocking {
        val told = mapOf(
            KithException.FreeSpace("store.disk-full") to LockPhase.Failed(Problem.DeviceFull),
            KithException.UpdateApp("store.newer") to LockPhase.Failed(Problem.UpdateNeeded),
            KithException.GetHelp("store.damaged") to LockPhase.Failed(Problem.Damaged),
            KithException.GetHelp("store.wrong-key") to LockPhase.Failed(Problem.Damaged),
            KithException.GetHelp("vault.key-lost") to LockPhase.KeyLost,
            KithException.Retry("vault.unavailable") to LockPhase.Failed(Problem.Unexpected),
            KithException.Unlock("vault.denied") to LockPhase.NotRecognised,
        )
        for ((error, phase) in told) {
            Screen().use { screen ->
                val door = door(screen) { error }
                door.onEvent(LockEvent.Open("ana"))
                door.state.becomes("$phase") { it.phase == phase }
            }
        }
    }

    @Test
    fun `whoever made room or has the new Kith can try again`() = runBlocking {
        Screen().use { screen ->
            var error: KithException? = KithException.FreeSpace("store.disk-full")
            val door = door(screen) { error }
            door.onEvent(LockEvent.Open("ana"))
            door.state.becomes("full") { it.phase == LockPhase.Failed(Problem.DeviceFull) }
            door.onEvent(LockEvent.Resolve(Remedy.FreeSpace))
            assertEquals(Go.ToDeviceSettings(forSpace = true), screen.leads())
            assertEquals(LockPhase.Failed(Problem.DeviceFull), door.state.value.phase, "it says what to do then")
            error = KithException.UpdateApp("store.newer")
            door.onEvent(LockEvent.Open("ana"))
            door.state.becomes("too old") { it.phase == LockPhase.Failed(Problem.UpdateNeeded) }
            door.onEvent(LockEvent.Resolve(Remedy.Update))
            assertEquals(Go.ToUpdate, screen.leads())
            error = KithException.Retry("store.files")
            door.onEvent(LockEvent.Open("ana"))
            door.state.becomes("unexpected") { it.phase == LockPhase.Failed(Problem.Unexpected) }
            error = null
            door.onEvent(LockEvent.Resolve(Remedy.TryAgain))
            assertEquals(Go.Opened(ana), screen.leads())
        }
    }

    @Test
    fun `what cannot be read any more leads to a new invitation`() = runBlocking {
        Screen().use { screen ->
            val door = door(screen) { KithException.GetHelp("store.damaged") }
            door.onEvent(LockEvent.Open("ana"))
            door.state.becomes("damaged") { it.phase == LockPhase.Failed(Problem.Damaged) }
            door.onEvent(LockEvent.Resolve(Remedy.StartOver))
            assertEquals(Go.ToWelcome, screen.leads())
        }
    }
}
