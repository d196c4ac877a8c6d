package care.kith.holders

import care.kith.screens.Problem
import care.kith.screens.Remedy
import java.util.concurrent.atomic.AtomicReference

/**
 * The one button under what went wrong: it does the same again, leads back, or leads to where it can be helped.
 *
 * @param show puts a problem beside what the screen shows, or takes it away.
 * @param read reads anew what the screen shows.
 * @param back leaves the screen.
 */
internal class Remedies(
    private val go: (Go) -> Unit,
    private val show: (Problem?) -> Unit,
    private val read: () -> Unit = {},
    private val back: () -> Unit = { go(Go.Back) },
) {
    private val again = AtomicReference<(() -> Unit)?>(null)

    /** Says that something failed which [again] does once more. [undo] takes back that it is being done. */
    fun telling(undo: () -> Unit = {}, again: () -> Unit): (Problem) -> Unit = { problem ->
        undo()
        this.again.set(again)
        show(problem)
    }

    /** As [telling], for what the person did not ask for: where something is said already, that stays. */
    fun noting(again: () -> Unit): (Problem) -> Unit = { problem ->
        if (this.again.compareAndSet(null, again)) show(problem)
    }

    /** @param whole whether there is nothing to show but the problem: then it is reading that failed. */
    fun resolve(remedy: Remedy, whole: Boolean = false) {
        // Whoever goes to make room comes back, and tries again.
        if (remedy == Remedy.FreeSpace) return go(Go.ToDeviceSettings(forSpace = true))
        show(null)
        val failed = again.getAndSet(null)
        when (remedy) {
            Remedy.TryAgain -> if (whole) read() else failed?.invoke()
            Remedy.GoBack -> back()
            else -> way(remedy)?.let(go)
        }
    }
}
