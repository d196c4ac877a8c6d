package care.kith.screens

/**
 * How fresh what is on the screen is.
 *
 * @property offline whether the clinic's computer cannot be reached now.
 * @property asOf milliseconds since 1970 (UTC): everything that was there then is here. `null` if nothing ever
 *   came.
 */
public data class Connection(val offline: Boolean = false, val asOf: Long? = null)
