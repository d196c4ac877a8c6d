package care.kith.android.people

import android.content.Context
import android.content.RestrictionsManager
import care.kith.android.systemService

/**
 * Whether several people share this device: a clinic's tablet. The clinic says so when it sets the device up
 * (a managed configuration, `res/xml/app_restrictions.xml`), so that nobody's own phone has to ask.
 */
internal fun isSharedDevice(context: Context): Boolean =
    context.systemService<RestrictionsManager>().applicationRestrictions?.getBoolean("shared_device") == true
