package care.kith.android.people

import java.io.File

/**
 * Someone's own place on this device.
 *
 * @property id opaque and random; names the folder and the key.
 */
internal class Profile(val id: String, val folder: File) {
    /** The encrypted store. */
    val store = File(folder, "store")

    /** The store's key, sealed. */
    val key = File(folder, "key")

    /** How often their code was wrong. */
    val tries = File(folder, "tries")

    /** What the lock says of them, sealed. */
    val card = File(folder, "card")

    /** Its age is that of the last time that they were here. */
    val opened = File(folder, "opened")

    override fun equals(other: Any?) = other is Profile && other.id == id

    override fun hashCode() = id.hashCode()
}

/** What the lock says of someone before it opens: their name, whom to call in an emergency, the clinics' numbers. */
internal data class Card(val name: String, val emergency: List<String>, val telephones: List<String>)
