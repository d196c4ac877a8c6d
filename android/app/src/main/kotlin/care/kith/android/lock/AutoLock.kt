package care.kith.android.lock

import android.os.SystemClock
import care.kith.android.session.Session
import care.kith.core.KithException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/**
 * Locks some time after the app was left.
 *
 * @param lock locks the session and shows the lock; called on the main thread.
 */
internal class AutoLock(private val scope: CoroutineScope, private val lock: suspend () -> Unit) {
    private var leftAt: Long? = null
    private var after = DEFAULT_MS
    private var waiting: Job? = null

    /** The app cannot be seen any more. */
    fun left(session: Session) {
        val left = SystemClock.elapsedRealtime()
        leftAt = left
        waiting = scope.launch {
            after = chosen(session)
            delay(left + after - SystemClock.elapsedRealtime())
            lock()
        }
    }

    /** The app is seen again. Time counts while the process was frozen too. */
    fun returned() {
        waiting?.cancel()
        val left = leftAt ?: return
        leftAt = null
        if (SystemClock.elapsedRealtime() - left >= after) scope.launch { lock() }
    }

    private suspend fun chosen(session: Session): Long = withContext(Dispatchers.Default) {
        try {
            session.open.value
                ?.settings()
                ?.lockAfterMs
                ?.toLong() ?: DEFAULT_MS
        } catch (
            @Suppress("SwallowedException") error: KithException,
        ) {
            DEFAULT_MS
        }
    }

    private companion object {
        const val DEFAULT_MS = 60_000L
    }
}
