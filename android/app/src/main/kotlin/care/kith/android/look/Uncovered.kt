package care.kith.android.look

import android.content.ContextWrapper
import android.os.Build
import android.view.KeyboardShortcutGroup
import android.view.Menu
import android.view.MotionEvent
import android.view.View
import android.view.Window
import android.widget.Toast
import androidx.activity.ComponentActivity
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.rememberUpdatedState
import androidx.compose.ui.platform.LocalView
import androidx.compose.ui.window.DialogWindowProvider
import care.kith.screens.design.Kith
import java.util.WeakHashMap

/**
 * As long as this stands in a window, no touch counts there that goes through something that another app has put over
 * it, and no other app may put anything over it where the device can see to that (from Android 12): it could hide what
 * is said yes to. Elsewhere such touches count, since filters for the night lie over everything.
 */
@Composable
internal fun Uncovered() {
    val here = LocalView.current
    val why by rememberUpdatedState(Kith.strings.deviceCovered)
    DisposableEffect(here) {
        val view = here.rootView
        val window = windowOf(here)
        // The system shows it itself, above all windows; it is read out too.
        val tell = { Toast.makeText(here.context, why, Toast.LENGTH_LONG).show() }
        if (held(view, 1) == 1) guard(view, window, tell)
        onDispose { if (held(view, -1) == 0) leave(view, window) }
    }
}

private fun guard(view: View, window: Window?, tell: () -> Unit) {
    view.filterTouchesWhenObscured = true
    window?.let { it.callback = Whole(it.callback, tell) }
    hideOverlays(window, hide = true)
}

private fun leave(view: View, window: Window?) {
    view.filterTouchesWhenObscured = false
    window?.let { (it.callback as? Whole)?.run { it.callback = before } }
    hideOverlays(window, hide = false)
}

private fun hideOverlays(window: Window?, hide: Boolean) {
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) window?.setHideOverlayWindows(hide)
}

/** Lets no touch through while anything lies over a part of the window, even beside where it is touched; says so. */
private class Whole(val before: Window.Callback, val tell: () -> Unit) : Window.Callback by before {
    override fun dispatchTouchEvent(event: MotionEvent): Boolean {
        if (event.flags and COVERED == 0) return before.dispatchTouchEvent(event)
        if (event.actionMasked == MotionEvent.ACTION_DOWN) tell()
        return true
    }

    // What has a body in Java is not handed on by `by`.
    override fun onProvideKeyboardShortcuts(data: MutableList<KeyboardShortcutGroup>?, menu: Menu?, deviceId: Int) =
        before.onProvideKeyboardShortcuts(data, menu, deviceId)

    override fun onPointerCaptureChanged(hasCapture: Boolean) = before.onPointerCaptureChanged(hasCapture)

    private companion object {
        const val COVERED = MotionEvent.FLAG_WINDOW_IS_OBSCURED or MotionEvent.FLAG_WINDOW_IS_PARTIALLY_OBSCURED
    }
}

/** How many hold each window; touched on the main thread alone. */
private val holders = WeakHashMap<View, Int>()

private fun held(view: View, change: Int): Int {
    val now = (holders[view] ?: 0) + change
    if (now == 0) holders.remove(view) else holders[view] = now
    return now
}

/** The window of a dialog, or else of the activity. */
private fun windowOf(view: View): Window? =
    generateSequence(view.parent) { it.parent }.filterIsInstance<DialogWindowProvider>().firstOrNull()?.window
        ?: (view as? DialogWindowProvider)?.window
        ?: generateSequence(view.context) { (it as? ContextWrapper)?.baseContext }
            .filterIsInstance<ComponentActivity>()
            .firstOrNull()
            ?.window
