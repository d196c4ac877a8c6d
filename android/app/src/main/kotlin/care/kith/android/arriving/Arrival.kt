package care.kith.android.arriving

import android.content.ComponentName
import android.content.ContentResolver
import android.content.Context
import android.content.Intent
import android.net.Uri
import android.os.Bundle

/** What someone came to the app with. */
internal sealed interface Arrival {
    /** Whether it is for the one with this id, or for whoever is here. */
    fun isFor(profileId: String): Boolean = true

    /**
     * An invitation was opened.
     *
     * @property touched whether the system chose by whom, as it does with a link that is touched.
     */
    data class Invited(val link: String, val touched: Boolean = false) : Arrival

    /** Words were shared from another app; where they go is asked. */
    data class Shared(val words: String) : Arrival

    /** A picture was shared from another app: of an invitation's code, perhaps. */
    data class Pictured(val picture: Uri) : Arrival

    /** A notification was touched. */
    data class Notified(val profileId: String, val circle: String) : Arrival {
        override fun isFor(profileId: String) = profileId == this.profileId
    }

    companion object {
        /** Says from which circle of whom a notification came. */
        const val PROFILE = "care.kith.android.PROFILE"
        const val CIRCLE = "care.kith.android.CIRCLE"

        /** As in the manifest. */
        private const val NOTIFIED = "care.kith.android.Notified"

        /** Reads [intent], and takes out what should not stay in it: the system keeps it with the task. */
        fun of(intent: Intent, context: Context): Arrival? {
            // Called up again from the list of recent apps, with what it was opened with then: that was seen to.
            if (intent.flags and Intent.FLAG_ACTIVITY_LAUNCHED_FROM_HISTORY != 0) return null
            val arrival = invited(intent)
                ?: shared(intent)
                ?: pictured(intent)
                ?: notified(intent, notified(context))
                ?: return null
            intent.data = null
            intent.replaceExtras(null as Bundle?)
            intent.clipData = null
            return arrival
        }

        private fun invited(intent: Intent) = invitationLink(intent)?.let { Invited(it, touched = true) }

        private fun shared(intent: Intent): Arrival? {
            if (intent.action != Intent.ACTION_SEND) return null
            val words = intent.getStringExtra(Intent.EXTRA_TEXT)?.takeIf { it.isNotBlank() } ?: return null
            return invitationIn(words)?.let { Invited(it) } ?: Shared(words)
        }

        private fun pictured(intent: Intent): Arrival? {
            if (intent.action != Intent.ACTION_SEND || intent.type?.startsWith("image/") != true) return null
            // The one that names a class came with Android 13.
            @Suppress("DEPRECATION")
            val picture = intent.getParcelableExtra<Uri>(Intent.EXTRA_STREAM)
            // Of a file's path it is not known whether who shares it may read it: it may be our own.
            return picture?.takeIf { it.scheme == ContentResolver.SCHEME_CONTENT }?.let(::Pictured)
        }

        /** By which name notifications open the window: no other app can, nor say from where it comes. */
        fun notified(context: Context): ComponentName = ComponentName(context, NOTIFIED)

        private fun notified(intent: Intent, own: ComponentName): Arrival? {
            if (intent.component != own) return null
            val profile = intent.getStringExtra(PROFILE) ?: return null
            return intent.getStringExtra(CIRCLE)?.let { Notified(profile, it) }
        }
    }
}
