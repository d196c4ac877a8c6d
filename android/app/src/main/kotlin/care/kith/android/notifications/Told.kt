package care.kith.android.notifications

import android.content.Context

/** Which row of each circle was told last, so that none is told twice: rows are numbered as they come. */
internal class Told(context: Context) {
    private val kept = context.getSharedPreferences("told", Context.MODE_PRIVATE)

    /** Whether [row] came after everything that was told of where it came. */
    fun isNew(target: ReplyTarget, row: Long): Boolean = row > kept.getLong(target.tag, 0)

    /** [row] was told. */
    fun remember(target: ReplyTarget, row: Long) = kept.edit().putLong(target.tag, row).apply()
}
