package care.kith.holders.town

import care.kith.holders.Go
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.cancel
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.withTimeout

/** What stands around a holder: where it runs, and where it leads. */
internal class Screen : AutoCloseable {
    private val ways = Channel<Go>(Channel.UNLIMITED)

    /** Where the holder runs, until the screen is left. */
    val scope: CoroutineScope = CoroutineScope(SupervisorJob() + Dispatchers.Default)

    /** Takes what the holder asks for. */
    val go: (Go) -> Unit = { ways.trySend(it) }

    /** Waits for where the holder leads next. */
    suspend fun leads(): Go = withTimeout(PATIENCE) { ways.receive() }

    override fun close(): Unit = scope.cancel()
}

/** Waits for a state to be as it should. */
internal suspend fun <S> StateFlow<S>.becomes(what: String, wanted: (S) -> Boolean): S = try {
    withTimeout(PATIENCE) { first(wanted) }
} catch (late: TimeoutCancellationException) {
    throw AssertionError("it did not come: $what", late)
}
