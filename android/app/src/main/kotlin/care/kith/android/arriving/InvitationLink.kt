package care.kith.android.arriving

import android.content.Context
import android.content.Intent
import android.content.pm.PackageManager
import android.net.Uri
import care.kith.core.KithException
import care.kith.core.findLink

/**
 * The invitation that an intent carries: a link of ours, since a browser would have opened any other. The secret stands
 * in the fragment, which the system leaves out where it logs intents; nothing here logs it either. What is wrong with
 * it is said where it is read.
 */
internal fun invitationLink(intent: Intent): String? {
    val link = intent.data?.takeIf { intent.action == Intent.ACTION_VIEW } ?: return null
    if (link.scheme != "kith") return null
    if (link.path != "/join" || link.encodedFragment.isNullOrEmpty()) return null
    return link.toString()
}

/** Whether another app on this device opens invitations too: it may have had one that was touched before we did. */
internal fun othersOpenLinks(context: Context): Boolean {
    val any = Intent(Intent.ACTION_VIEW, Uri.parse("kith://relay/join"))
    return context.packageManager
        .queryIntentActivities(any, PackageManager.MATCH_ALL)
        .any { it.activityInfo.packageName != context.packageName }
}

/** The invitation in words from another app; of a damaged one the words, so that it is said what is wrong. */
internal fun invitationIn(words: String): String? = try {
    findLink(words)
} catch (error: KithException.FixInput) {
    words.takeIf { error.code != "link.none" }
} catch (_: KithException) {
    words
}
