package care.kith.screens.licences

import care.kith.screens.Content
import care.kith.screens.Remedy
import care.kith.screens.nameOf

/**
 * Whose work is in Kith, and under which licences.
 *
 * @property works every work, in the order of their names.
 * @property open the one whose licence is read; `null` where the list is shown.
 */
public data class LicencesState(val works: Content<List<Work>>, val open: OpenLicence? = null)

/**
 * A work of others.
 *
 * @property id opaque.
 * @property name as its makers call it.
 * @property version which one; may be empty.
 * @property licence its short name, as SPDX has it.
 */
public data class Work(val id: String, val name: String, val version: String, val licence: String) {
    override fun toString(): String = nameOf(this)
}

/**
 * A licence that is read.
 *
 * @property work whose it is.
 * @property text its words, as they came with it.
 */
public data class OpenLicence(val work: Work, val text: Content<String>)

/** What a person can do here. */
public sealed interface LicencesEvent {
    /** Back: from a licence to the list, from the list to the settings. */
    public data object Back : LicencesEvent

    /** Read the licence of a work. */
    public data class Open(val id: String) : LicencesEvent {
        override fun toString(): String = nameOf(this)
    }

    /** Do the one thing about a problem. */
    public data class Resolve(val remedy: Remedy) : LicencesEvent
}
