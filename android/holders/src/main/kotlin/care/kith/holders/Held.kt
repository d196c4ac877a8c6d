package care.kith.holders

import care.kith.core.HeldLater
import care.kith.core.KithClient
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job

/** Holds back what waits for its time while somebody types other words for it, for as long as they look. */
internal class Held(private val client: KithClient, scope: CoroutineScope) {
    private var id: Long? = null
    private var later: HeldLater? = null

    init {
        scope.coroutineContext[Job]?.invokeOnCompletion { follow(null) }
    }

    /** This one is changed now, or none. */
    @Synchronized
    fun follow(id: Long?) {
        if (this.id == id) return
        later?.close()
        later = id?.let(client::holdLater)
        this.id = id
    }

    /** Whoever takes it lets it go. */
    @Synchronized
    fun take(): HeldLater? = later.also {
        later = null
        id = null
    }
}
