package care.kith.android

import android.content.Context

/** A service of the platform that every device has. */
internal inline fun <reified T : Any> Context.systemService(): T = checkNotNull(getSystemService(T::class.java))
