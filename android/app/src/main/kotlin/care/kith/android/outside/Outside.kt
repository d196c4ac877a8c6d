package care.kith.android.outside

import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.Intent
import android.net.Uri
import android.provider.Settings
import care.kith.holders.Go

/** What is asked of the device rather than of the app. Returns whether [go] was such a thing. */
internal fun goOutside(activity: Activity, go: Go): Boolean {
    when (go) {
        is Go.Call -> start(activity, Intent(Intent.ACTION_DIAL, Uri.fromParts("tel", go.number, null)))

        is Go.Copy -> copyPrivately(activity, go.text)

        is Go.Share -> start(activity, Intent.createChooser(sending(go.text), null))

        is Go.ToDeviceSettings -> start(activity, settings(go.forSpace))

        is Go.ToUpdate -> start(
            activity,
            Intent(Intent.ACTION_VIEW, Uri.parse("market://details?id=${activity.packageName}")),
        )

        else -> return false
    }
    return true
}

private fun sending(text: String) = Intent(Intent.ACTION_SEND).setType("text/plain").putExtra(Intent.EXTRA_TEXT, text)

private fun settings(forSpace: Boolean) =
    Intent(if (forSpace) Settings.ACTION_INTERNAL_STORAGE_SETTINGS else Settings.ACTION_SECURITY_SETTINGS)

private fun start(activity: Activity, intent: Intent) {
    try {
        activity.startActivity(intent)
    } catch (
        @Suppress("SwallowedException") none: ActivityNotFoundException,
    ) {
        // A tablet that cannot call, a device without a store: the number stands on the screen to be read.
    }
}
