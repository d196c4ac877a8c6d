package care.kith.android.look

import android.app.Activity
import android.os.Build
import android.view.WindowManager

/** Nothing of this window is kept in a picture: no screenshot, no recording, none in the list of recent apps. */
internal fun keepWindowPrivate(activity: Activity) {
    activity.window.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) activity.setRecentsScreenshotEnabled(false)
}
