package care.kith.holders

import care.kith.core.KithException
import care.kith.screens.Problem
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.channels.ReceiveChannel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.channelFlow
import kotlinx.coroutines.launch

/**
 * Does something with the core, away from the thread of the screen: what the core answers comes back on the
 * thread that asked. A failure becomes a [Problem].
 */
internal fun CoroutineScope.asking(failed: (Problem) -> Unit, work: suspend () -> Unit): Job =
    launch(Dispatchers.Default) { trying(failed, work) }

/** Does something with the core; a failure becomes a [Problem]. */
internal suspend fun trying(failed: (Problem) -> Unit, work: suspend () -> Unit) {
    try {
        work()
    } catch (error: KithException) {
        failed(problem(error))
    }
}

/** Does something for everything that comes; a failure does not keep it from the next. */
internal fun <T> CoroutineScope.askingEach(
    things: ReceiveChannel<T>,
    failed: (Problem) -> Unit,
    work: suspend (T) -> Unit,
): Job = launch(Dispatchers.Default) { for (thing in things) trying(failed) { work(thing) } }

/** What a subscription gives, until it ends. Whoever stops collecting ends it. */
internal fun <S : AutoCloseable, T : Any> pulled(
    open: () -> S,
    next: suspend (S) -> T?,
): Flow<T> = channelFlow {
    open().use { subscription ->
        while (true) send(next(subscription) ?: break)
    }
}
