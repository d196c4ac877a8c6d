package care.kith.android.sync

import android.content.Context
import android.net.ConnectivityManager
import android.net.LinkProperties
import android.net.Network
import android.net.NetworkCapabilities
import android.net.ProxyInfo
import care.kith.android.systemService
import care.kith.core.KithClient
import care.kith.core.KithException

/**
 * Tells every Kith that is open whether there is a network at all: screens say at once that there is none, and when it
 * is back what was written goes out at once, not at the next try. Tells them the network's proxy too, and whether
 * someone looks.
 */
internal class NetworkWatch(context: Context) : ConnectivityManager.NetworkCallback() {
    private val connectivity = context.systemService<ConnectivityManager>()
    private val open = mutableSetOf<KithClient>()
    private var isThere = true
    private var isLogin = false
    private var isSeen = false

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
        client.leadThrough(connectivity.defaultProxy)
        client.foreground(isSeen)
        client.network(isThere)
    }

    /** [client] was locked. */
    @Synchronized
    fun leave(client: KithClient) {
        open -= client
    }

    /** Whether a window of Kith is on the screen: then a connection that died is noticed sooner. */
    @Synchronized
    fun look(seen: Boolean) {
        isSeen = seen
        open.forEach { it.foreground(seen) }
    }

    override fun onAvailable(network: Network) = changed(there = true)

    override fun onLost(network: Network) = changed(there = false)

    /** In the background the system may keep a network from us that is there. */
    @Synchronized
    override fun onBlockedStatusChanged(network: Network, blocked: Boolean) {
        if (isThere == blocked) changed(!blocked)
    }

    /** Who has just logged in to a network need not wait for the next try. */
    @Synchronized
    override fun onCapabilitiesChanged(network: Network, capabilities: NetworkCapabilities) {
        val wants = capabilities.hasCapability(NetworkCapabilities.NET_CAPABILITY_CAPTIVE_PORTAL)
        if (isLogin && !wants) changed(there = true)
        isLogin = wants
    }

    /** Each network has its own proxy, or none. */
    @Synchronized
    override fun onLinkPropertiesChanged(network: Network, properties: LinkProperties) =
        open.forEach { it.leadThrough(properties.httpProxy) }

    /** Another network in place of the one before is worth a try too. */
    @Synchronized
    private fun changed(there: Boolean) {
        isThere = there
        open.forEach { it.network(there) }
    }
}

/** Where the device finds its proxy by a script, Android runs one of its own on this device and names that. */
private fun KithClient.leadThrough(proxy: ProxyInfo?) = try {
    val host = proxy?.host?.takeIf(String::isNotEmpty)
    val written = host?.let { if (':' in it) "[$it]" else it }
    proxy(written?.let { "$it:${proxy.port}" }, proxy?.exclusionList.orEmpty().joinToString(","))
} catch (
    @Suppress("SwallowedException") unfit: KithException,
) {
    // What the device has for a proxy is none. Then it is as if there were none, as for other apps.
    proxy(null, "")
}
