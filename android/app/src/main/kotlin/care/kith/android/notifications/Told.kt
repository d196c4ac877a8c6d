package care.kith.android.notifications

import android.content.Context
import care.kith.android.people.Profile

/** Which message was told last, so that none is told twice: rows are numbered in the order of their coming. */
internal class Told(context: Context) {
    private val kept = context.getSharedPreferences("told", Context.MODE_PRIVATE)

    /** Whether [row] came after everything that was told of. */
    fun isNew(profile: Profile, row: Long): Boolean = row > kept.getLong(profile.id, 0)

    /** [row] was told. */
    fun remember(profile: Profile, row: Long) = kept.edit().putLong(profile.id, row).apply()
}
