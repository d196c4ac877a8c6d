package care.kith.screens

/**
 * How fresh what is on the screen is.
 *
 * @property offline whether the clinic's computer cannot be reached now.
 * @property asOf milliseconds since 1970 (UTC): everything that was there then is here. `null` if nothing ever
 *   came.
 * @property barred what stands between here and the clinic, where that is known.
 * @property partly whether another clinic can be reached, so that there is a network.
 */
public data class Connection(
    val offline: Boolean = false,
    val asOf: Long? = null,
    val barred: Barred? = null,
    val partly: Boolean = false,
) {
    /** Whether what is written goes out later, by itself. */
    val goesOut: Boolean get() = barred != Barred.Full && barred != Barred.Stopped
}

/** What stands between here and the clinic. */
public sealed interface Barred {
    /**
     * Something else answers in the clinic's place: a network that wants a login, or who means harm; they look alike.
     *
     * @property page what to open in a browser.
     */
    public data class Login(val page: String) : Barred {
        override fun toString(): String = nameOf(this)
    }

    /** The network's proxy wants a name and a password. */
    public data object ProxyLogin : Barred

    /** The clock of this device says a time that cannot be. */
    public data object Clock : Barred

    /** This device has no room left. */
    public data object Full : Barred

    /** What is kept on this device cannot be written any more. */
    public data object Stopped : Barred
}
