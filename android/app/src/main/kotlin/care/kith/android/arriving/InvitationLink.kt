package care.kith.android.arriving

import android.content.Intent
import android.net.Uri

/**
 * The invitation that an intent carries. The secret stands in the fragment, which the system leaves out where it
 * logs intents; nothing here logs it either. `kith:` stands for `https:`, for links that a clinic's page hands on.
 */
internal fun invitationLink(intent: Intent): String? {
    val link = intent.data?.takeIf { intent.action == Intent.ACTION_VIEW } ?: return null
    if (link.path != "/join" || link.encodedFragment.isNullOrEmpty()) return null
    return if (link.scheme == "kith") withScheme(link, "https") else link.toString()
}

private fun withScheme(link: Uri, scheme: String) = link
    .buildUpon()
    .scheme(scheme)
    .build()
    .toString()
