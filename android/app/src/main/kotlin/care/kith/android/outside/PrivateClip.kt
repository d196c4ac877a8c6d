package care.kith.android.outside

import android.content.ClipData
import android.content.ClipDescription
import android.content.ClipboardManager
import android.content.Context
import android.os.Build
import android.os.PersistableBundle
import care.kith.android.systemService

// Read by the keyboards of Android 11 and 12 too, where the constant has no name yet.
private const val IS_SENSITIVE = "android.content.extra.IS_SENSITIVE"

/** Puts [text] on the clipboard, marked so that neither the system nor a keyboard shows it. */
internal fun copyPrivately(context: Context, text: String) {
    val clip = ClipData.newPlainText(null, text).apply { mark() }
    context.systemService<ClipboardManager>().setPrimaryClip(clip)
}

/** Marks what is put on the clipboard as private. */
internal fun ClipData.mark() {
    val key = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
        ClipDescription.EXTRA_IS_SENSITIVE
    } else {
        IS_SENSITIVE
    }
    description.extras = PersistableBundle().apply { putBoolean(key, true) }
}
