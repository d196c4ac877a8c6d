package care.kith.screens

/**
 * What a clinic says of itself, under its signature.
 *
 * @property id the enrolment; opaque.
 * @property name its name.
 * @property emergency the number to call in an emergency.
 * @property hours when someone is there, in the clinic's words. May be empty.
 * @property telephone its own telephone: whom to ask where something may be wrong. May be empty.
 * @property oldSince from when all this is, milliseconds since 1970 (UTC), where that is too long ago to go by.
 */
public data class Clinic(
    val id: String,
    val name: String,
    val emergency: String,
    val hours: String = "",
    val telephone: String = "",
    val oldSince: Long? = null,
) {
    override fun toString(): String = nameOf(this)
}
