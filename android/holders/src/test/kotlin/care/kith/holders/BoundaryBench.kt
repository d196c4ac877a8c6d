package care.kith.holders

import care.kith.core.Chat
import care.kith.core.ChatSubscription
import care.kith.core.KithClient
import care.kith.holders.town.inTown
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test
import kotlin.time.measureTime

/** What it costs to cross the boundary on this JVM. Prints one line a figure; asserts nothing. */
@Tag("bench")
internal class BoundaryBench {
    @Test
    fun `per call and per page`() = inTown { town ->
        val marta = town.patient("Marta")
        marta.client.stop()
        val circle = marta.circle().id
        repeat(ROWS) { marta.says("Message $it, with some words of a length that people write in chats.") }
        val client = marta.client

        figure("boundary_call_us", "a call that does nothing") { client.tryAgain() }
        figure("boundary_async_us", "an async call that reads one row") { client.settings() }
        val rows50 = figure("boundary_page_us", "a conversation with 50 rows, opened and read") { open(client, circle) }
        val rows150 = figure("boundary_window_us", "the same, moved by a page") {
            open(client, circle) { older(it.rows.first().id) }
        }
        // Two windows were read: one of 50 rows, one of 100.
        println("boundary_row_us ${"%.2f".format((rows150 - rows50) / 100)} a row more, as read from the store")
    }

    private suspend fun open(
        client: KithClient,
        circle: String,
        move: (ChatSubscription.(Chat) -> Unit)? = null,
    ) = client.watchChat(circle).use { watch ->
        val chat = checkNotNull(watch.next())
        check(chat.rows.size == PAGE)
        if (move != null) {
            watch.move(chat)
            check(checkNotNull(watch.next()).rows.size == 2 * PAGE)
        }
    }

    /** The median of so many, after as many to warm up; in microseconds. */
    private suspend fun figure(name: String, what: String, work: suspend () -> Unit): Double {
        repeat(TIMES) { work() }
        val took = List(TIMES) { measureTime { work() }.inWholeNanoseconds / 1000.0 }.sorted()
        val median = took[TIMES / 2]
        println("$name ${"%.1f".format(median)} $what (p99 ${"%.1f".format(took[TIMES * 99 / 100])})")
        return median
    }

    private companion object {
        const val ROWS = 200
        const val PAGE = 50
        const val TIMES = 2000
    }
}
