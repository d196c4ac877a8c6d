package care.kith.android.lock

import android.os.SystemClock
import care.kith.android.people.Profile
import care.kith.android.session.Session
import care.kith.core.KithException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/**
 * Locks some time after the app was left, whether its window is still there or was closed: it lives as long as the
 * process does. Called on the main thread alone.
 */
internal class AutoLock(private val scope: CoroutineScope) {
    private var window: Window? = null
    private var leftAt: Long? = null
    private var after = DEFAULT_MS
    private var waiting: Job? = null

    /** What shows someone's Kith. */
    interface Window {
        /** Whose it shows; `null` while it shows the lock, or nobody is in yet. */
        val shows: Profile?

        /** Locks it, and shows the lock in its place; called on the main thread. */
        suspend fun lock()
    }

    /** [window] was opened, and shows the lock. */
    fun opened(window: Window) {
        this.window = window
        waiting?.cancel()
        leftAt = null
    }

    /** [window] cannot be seen any more. */
    fun left(window: Window, session: Session) {
        // The one before it may go later than it came.
        if (window != this.window) return
        val left = SystemClock.elapsedRealtime()
        leftAt = left
        waiting = scope.launch(Dispatchers.Main) {
            after = chosen(session)
            delay(left + after - SystemClock.elapsedRealtime())
            lock(session)
        }
    }

    /** The window is seen again. Time counts while the process was frozen too. */
    fun returned() {
        waiting?.cancel()
        val left = leftAt ?: return
        leftAt = null
        if (SystemClock.elapsedRealtime() - left >= after) scope.launch(Dispatchers.Main) { window?.lock() }
    }

    /** [window] is there no more: it was left for good, and the wait goes on without it. */
    fun closed(window: Window) {
        if (window == this.window) this.window = null
    }

    private suspend fun lock(session: Session) {
        val shown = window
        if (shown != null) shown.lock() else withContext(Dispatchers.Default) { session.lock() }
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
