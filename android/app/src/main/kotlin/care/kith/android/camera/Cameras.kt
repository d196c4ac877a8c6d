package care.kith.android.camera

import android.Manifest
import android.app.Activity
import android.content.Context
import android.content.Intent
import android.content.pm.PackageManager
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraManager
import android.net.Uri
import android.provider.Settings
import care.kith.android.systemService
import care.kith.screens.welcome.Camera

/** Whether a code can be seen with this device, now. */
internal fun camera(context: Context): Camera = when {
    cameraId(context) == null -> Camera.None
    context.checkSelfPermission(Manifest.permission.CAMERA) != PackageManager.PERMISSION_GRANTED -> Camera.NotAllowed
    else -> Camera.Ready
}

/** The camera that looks away from the person; any other where there is none such. */
internal fun cameraId(context: Context): String? {
    val cameras = context.systemService<CameraManager>()
    return try {
        val ids = cameras.cameraIdList
        ids.find { facing(cameras, it) == CameraCharacteristics.LENS_FACING_BACK } ?: ids.firstOrNull()
    } catch (
        @Suppress("SwallowedException") error: CameraAccessException,
    ) {
        null
    }
}

private fun facing(cameras: CameraManager, id: String) =
    cameras.getCameraCharacteristics(id).get(CameraCharacteristics.LENS_FACING)

/** Where the person can still allow it, once the system does not ask them any more. */
internal fun toAppSettings(activity: Activity) = activity.startActivity(
    Intent(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, Uri.fromParts("package", activity.packageName, null)),
)
