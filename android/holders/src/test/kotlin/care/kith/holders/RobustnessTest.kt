package care.kith.holders

import care.kith.core.KeyVault
import care.kith.core.KithClient
import care.kith.core.KithException
import care.kith.core.PlatformException
import care.kith.core.WallClock
import care.kith.holders.town.InMemoryVault
import care.kith.holders.town.PATIENCE
import care.kith.holders.town.Screen
import care.kith.holders.town.becomes
import care.kith.holders.town.inTown
import care.kith.screens.Content
import care.kith.screens.chat.ChatEvent
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path
import java.util.concurrent.atomic.AtomicBoolean
import kotlin.io.path.Path
import kotlin.io.path.absolutePathString
import kotlin.io.path.readText

/** The boundary under what apps do wrong, and what happens to them. */
internal class RobustnessTest {
    @TempDir
    private lateinit var dir: Path

    @Test
    fun `an exception that a vault never declared is an error like another`() = runBlocking {
        val broken = object : KeyVault {
            override fun load(): ByteArray = error("the key store is upside down")

            override fun keep(key: ByteArray) = Unit
        }
        val failed = assertThrows<KithException.Retry> { runBlocking { open(broken) } }
        assertEquals("vault.unavailable", failed.code)
        val denied = object : KeyVault by InMemoryVault() {
            override fun load(): ByteArray? = throw PlatformException.Denied()
        }
        assertEquals("vault.denied", assertThrows<KithException.Unlock> { runBlocking { open(denied) } }.code)
        // Nothing was touched: with a vault that works it opens.
        open(InMemoryVault()).shutDown()
    }

    @Test
    fun `a key that the platform lost is never replaced`() = runBlocking {
        open(InMemoryVault()).shutDown()
        val empty = InMemoryVault()
        assertEquals("vault.key-lost", assertThrows<KithException.GetHelp> { runBlocking { open(empty) } }.code)
        assertNull(empty.load())
    }

    @Test
    fun `a clock that throws is replaced by the machine's`() = runBlocking {
        val client = KithClient.open(
            dir.absolutePathString(),
            InMemoryVault(),
            object : WallClock {
                override fun nowMs(): ULong = error("stopped")
            },
        )
        assertTrue(client.inbox().circles.isEmpty())
        client.shutDown()
    }

    @Test
    fun `a locked client says so, and goes on where it was`() = runBlocking {
        val vault = InMemoryVault()
        val client = open(vault)
        client.lock()
        assertThrows<KithException.Unlock> { runBlocking { client.inbox() } }
        client.unlock(vault)
        assertTrue(client.inbox().clinics.isEmpty())
        client.shutDown()
        assertThrows<KithException.Internal> { runBlocking { client.inbox() } }
        Unit
    }

    @Test
    fun `a coroutine that is cancelled lets go, and the next one gets what it missed`() = inTown { town ->
        val marta = town.resident("Marta")
        marta.client.watchInbox().use { watch ->
            watch.next()
            coroutineScope {
                val waiting = launch { watch.next() }
                yield()
                withTimeout(PATIENCE) { waiting.cancelAndJoin() }
            }
            marta.redeems(town.relay.invitePatient())
            val inbox = withTimeout(PATIENCE) { watch.next() }
            assertEquals(1, inbox?.clinics?.size)
            coroutineScope {
                val ended = async { untilNothing { watch.next() } }
                watch.cancel()
                withTimeout(PATIENCE) { ended.await() }
            }
            assertNull(watch.next())
        }
    }

    @Test
    fun `a task that is called off ends, and the work can be begun anew`() = inTown { town ->
        val marta = town.resident("Marta")
        val link = town.relay.invitePatient()
        marta.client.redeem(link, "Marta").use { task ->
            task.cancel()
            // It may have been quicker.
            runCatching { task.outcome() }.onFailure { assertTrue(it is KithException.Retry) }
        }
        marta.redeems(link)
        assertEquals(
            1,
            marta.client
                .inbox()
                .clinics.size,
        )
    }

    @Test
    fun `who scrolls while the conversation ends under them does not fall`() = inTown { town ->
        repeat(10) { n ->
            val patient = town.patient("Patient $n")
            Screen().use { screen ->
                val chat = ChatHolder(patient.client, patient.circle().id, screen.scope, screen.go)
                chat.state.becomes("the conversation") { it.timeline is Content.Ready }
                coroutineScope {
                    val closed = AtomicBoolean()
                    val scrolling = async {
                        while (!closed.get()) chat.onEvent(ChatEvent.LoadOlder(1))
                        repeat(1_000) { chat.onEvent(ChatEvent.LoadOlder(1)) }
                    }
                    patient.client.shutDown()
                    closed.set(true)
                    scrolling.await()
                }
            }
            patient.opens()
        }
    }

    @Test
    fun `ten thousand subscriptions leave nothing behind`() = inTown { town ->
        val marta = town.patient("Marta")
        val circle = marta.circle().id

        suspend fun openAndClose(times: Int) = repeat(times) { n ->
            marta.client.watchChat(circle).use { watch -> if (n % 10 == 0) watch.next() }
        }
        // The heap grows to what so much garbage needs, once.
        openAndClose(10_000)
        System.gc()
        val before = residentMegabytes()
        openAndClose(10_000)
        System.gc()
        val grown = residentMegabytes() - before
        assertTrue(grown < 64, "$grown MB more than before")
    }

    @Test
    fun `closing in the middle of a sync neither hangs nor panics`() = inTown { town ->
        repeat(5) { n ->
            val patient = town.patient("Patient $n")
            val syncing = patient.client.sync()
            coroutineScope {
                val outcome = async { runCatching { syncing.outcome() } }
                val closed = async { withTimeout(PATIENCE) { patient.client.shutDown() } }
                closed.await()
                val ended = withTimeout(PATIENCE) { outcome.await() }.exceptionOrNull()
                assertTrue(ended !is KithException.Internal || ended.code == "store.closed", "$ended")
            }
            patient.opens()
            assertEquals("Patient $n's circle", patient.circle().title)
        }
    }

    private suspend fun open(vault: KeyVault): KithClient = KithClient.open(dir.absolutePathString(), vault, null)

    private suspend fun untilNothing(next: suspend () -> Any?) {
        while (next() != null) yield()
    }

    private fun residentMegabytes(): Int {
        val line = Path("/proc/self/status").readText().lines().first { it.startsWith("VmRSS") }
        return line.filter(Char::isDigit).toInt() / 1024
    }
}
