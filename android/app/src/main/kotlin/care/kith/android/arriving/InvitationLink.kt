package care.kith.android.arriving

import android.content.Intent
import care.kith.core.KithException
import care.kith.core.findLink

/**
 * The invitation that an intent carries. The secret stands in the fragment, which the system leaves out where it
 * logs intents; nothing here logs it either. What is wrong with it is said where it is read.
 */
internal fun invitationLink(intent: Intent): String? {
    val link = intent.data?.takeIf { intent.action == Intent.ACTION_VIEW } ?: return null
    if (link.path != "/join" || link.encodedFragment.isNullOrEmpty()) return null
    return link.toString()
}

/** The invitation in words from another app; of a damaged one the words, so that it is said what is wrong. */
internal fun invitationIn(words: String): String? = try {
    findLink(words)
} catch (error: KithException.FixInput) {
    words.takeIf { error.code != "link.none" }
} catch (_: KithException) {
    words
}
