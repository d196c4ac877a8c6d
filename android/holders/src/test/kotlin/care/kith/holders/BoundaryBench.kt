package care.kith.holders

import care.kith.core.Audience
import care.kith.core.Chat
import care.kith.core.ChatSubscription
import care.kith.core.KithClient
import care.kith.core.sharedRoom
import care.kith.holders.town.inTown
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test
import java.util.Locale
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

        // A call that does nothing; one that is async and reads one row from the store.
        measure("boundary_call_us") { client.tryAgain() }
        measure("boundary_async_us") { client.settings() }
        // A conversation with 50 rows, opened and read; the same, and moved by a page.
        val rows50 = measure("boundary_page_us") { open(client, circle) }
        val rows150 = measure("boundary_window_us") { open(client, circle) { older(it.rows.first().id) } }
        // Two windows were read: one of 50 rows, one of 100.
        figure("boundary_row_us", (rows150 - rows50) / 100)
        // The first page, each row an answer with three reactions.
        val answered = newest(client, circle).last().id
        repeat(PAGE) { client.send(sharedRoom(circle, Audience.CIRCLE), "Yes, that is so ($it).", answered) }
        newest(client, circle).forEach { row -> SIGNS.forEach { sign -> client.react(row.id, sign, true) } }
        measure("boundary_page_reacted_us") { open(client, circle) }
    }

    private suspend fun newest(
        client: KithClient,
        circle: String,
    ) = client.watchChat(circle).use { watch -> checkNotNull(watch.next()).rows }

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
    private suspend fun measure(name: String, work: suspend () -> Unit): Double {
        repeat(TIMES) { work() }
        val took = List(TIMES) { measureTime { work() }.inWholeNanoseconds / 1000.0 }.sorted()
        val median = took[TIMES / 2]
        figure(name, median)
        return median
    }

    private fun figure(name: String, value: Double) = println("$name ${"%.3f".format(Locale.ROOT, value)} us $TIMES")

    private companion object {
        val SIGNS = listOf("👍", "❤️", "🙏")
        const val ROWS = 200
        const val PAGE = 50
        const val TIMES = 2000
    }
}
