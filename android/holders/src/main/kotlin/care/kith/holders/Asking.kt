package care.kith.holders

import care.kith.core.KithException
import care.kith.screens.Problem
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.channels.ReceiveChannel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.channelFlow
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/**
 * Does something with the core, away from the thread of the screen: what the core answers comes back on the
 * thread that asked. A failure becomes a [Problem].
 */
internal fun CoroutineScope.asking(failed: (Problem) -> Unit, work: suspend () -> Unit): Job =
    launch(Dispatchers.Default) { trying(failed, work) }

/** As [asking], for what has to be kept: it is done to its end, even where the person leaves the screen at once. */
@OptIn(DelicateCoroutinesApi::class)
internal fun CoroutineScope.keeping(failed: (Problem) -> Unit, work: suspend () -> Unit): Job =
    launch(Dispatchers.Default, CoroutineStart.ATOMIC) { withContext(NonCancellable) { trying(failed, work) } }

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
    failed: (T) -> (Problem) -> Unit,
    work: suspend (T) -> Unit,
): Job = launch(Dispatchers.Default) { for (thing in things) trying(failed(thing)) { work(thing) } }

/** What a subscription gives, until it ends. Whoever stops collecting ends it. */
internal fun <S : AutoCloseable, T : Any> pulled(
    open: () -> S,
    next: suspend (S) -> T?,
): Flow<T> = channelFlow {
    open().use { subscription ->
        while (true) send(next(subscription) ?: break)
    }
}
