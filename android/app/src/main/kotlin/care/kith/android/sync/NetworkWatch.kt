package care.kith.android.sync

import android.content.Context
import android.net.ConnectivityManager
import android.net.Network
import care.kith.android.systemService
import care.kith.core.KithClient

/**
 * Tells every Kith that is open whether there is a network at all: screens say at once that there is none, and when it
 * is back what was written goes out at once, not at the next try.
 */
internal class NetworkWatch(context: Context) : ConnectivityManager.NetworkCallback() {
    private val connectivity = context.systemService<ConnectivityManager>()
    private val open = mutableSetOf<KithClient>()
    private var isThere = true

    /** Begins to listen. */
    fun begin() = try {
        connectivity.registerDefaultNetworkCallback(this)
    } catch (
        @Suppress("SwallowedException") refused: SecurityException,
    ) {
        // Some devices with Android 11 refuse this to everyone. Then Kith finds out by itself, as it does without us.
    }

    /** [client] is told from now on, first how it is now. */
    @Synchronized
    fun tell(client: KithClient) {
        open += client
        isThere = connectivity.activeNetwork != null
        client.network(isThere)
    }

    /** [client] was locked. */
    @Synchronized
    fun leave(client: KithClient) {
        open -= client
    }

    override fun onAvailable(network: Network) = changed(there = true)

    override fun onLost(network: Network) = changed(there = false)

    /** In the background the system may keep a network from us that is there. */
    @Synchronized
    override fun onBlockedStatusChanged(network: Network, blocked: Boolean) {
        if (isThere == blocked) changed(!blocked)
    }

    /** Another network in place of the one before is worth a try too. */
    @Synchronized
    private fun changed(there: Boolean) {
        isThere = there
        open.forEach { it.network(there) }
    }
}
