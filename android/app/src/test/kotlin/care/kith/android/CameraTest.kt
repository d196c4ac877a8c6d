package care.kith.android

import android.Manifest
import android.content.pm.PackageManager
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraManager
import android.provider.Settings
import care.kith.android.camera.readFrame
import care.kith.android.device.Phone
import care.kith.screens.qr.QrCode
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowCameraCharacteristics
import java.nio.ByteBuffer

/** The camera that reads an invitation's code: asked for in plain words, and never needed. */
@RunWith(RobolectricTestRunner::class)
internal class CameraTest {
    @get:Rule
    val phone = Phone()

    private val activity get() = phone.window.get()

    private fun hasCamera() {
        val camera = ShadowCameraCharacteristics.newCameraCharacteristics()
        shadowOf(camera).set(CameraCharacteristics.LENS_FACING, CameraCharacteristics.LENS_FACING_BACK)
        shadowOf(phone.kith.systemService<CameraManager>()).addCamera("0", camera)
    }

    private fun scans() {
        phone.opens()
        phone.touches(phone.words.welcomeScan)
    }

    private fun answers(grant: Int) {
        val asked = shadowOf(activity).lastRequestedPermission
        assertEquals(listOf(Manifest.permission.CAMERA), asked.requestedPermissions.toList())
        if (grant ==
            PackageManager.PERMISSION_GRANTED
        ) {
            shadowOf(phone.kith).grantPermissions(Manifest.permission.CAMERA)
        }
        // As the system does it; who asks is told by the result's own callback.
        @Suppress("DEPRECATION")
        activity.onRequestPermissionsResult(asked.requestCode, asked.requestedPermissions, intArrayOf(grant))
    }

    @Test
    fun `a device without one says so, and takes a picture of the code or a link`() {
        scans()
        phone.sees(phone.words.welcomeCameraNone)
        phone.sees(phone.words.welcomeOpenPicture)
        phone.sees(phone.words.welcomeLink)
    }

    @Test
    fun `is asked for after it was said what for, and looks once it may`() {
        hasCamera()
        scans()
        phone.sees(phone.words.welcomeCameraNotAllowed)
        assertNull(shadowOf(activity).lastRequestedPermission)
        phone.touches(phone.words.welcomeCameraAllow)
        phone.waits("the system's question") { shadowOf(activity).lastRequestedPermission != null }
        answers(PackageManager.PERMISSION_GRANTED)
        phone.sees(phone.words.welcomeScanHelp)
    }

    @Test
    fun `who said no still gets in, and finds the way to the device's settings`() {
        hasCamera()
        scans()
        phone.touches(phone.words.welcomeCameraAllow)
        phone.waits("the system's question") { shadowOf(activity).lastRequestedPermission != null }
        answers(PackageManager.PERMISSION_DENIED)
        phone.sees(phone.words.welcomeCameraNotAllowed)
        phone.sees(phone.words.welcomeLink)
        val settings = shadowOf(activity).nextStartedActivity
        assertEquals(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, settings.action)
        // There they allow it, and come back.
        phone.leaves()
        shadowOf(phone.kith).grantPermissions(Manifest.permission.CAMERA)
        phone.returns()
        phone.sees(phone.words.welcomeScanHelp)
    }

    @Test
    fun `a frame is read, whatever its rows are padded with and however light it is`() {
        val link = "kith://relay.example:8443/join#" + "AbC7dE9fGh2JkLmN".repeat(18)
        assertEquals(link, frame(link, dark = 20, light = 235))
        assertEquals(link, frame(link, dark = 90, light = 150))
        assertNull(readFrame(ByteBuffer.wrap(ByteArray(WIDTH * HEIGHT) { 128.toByte() }), WIDTH, HEIGHT, WIDTH))
    }

    /** What is read in a frame as a camera gives it: brightness in rows that are longer than the picture is wide. */
    private fun frame(text: String, dark: Int, light: Int): String? {
        val code = QrCode.of(text)
        val stride = WIDTH + 64
        val bytes = ByteArray(stride * (HEIGHT - 1) + WIDTH) { light.toByte() }
        val square = (HEIGHT - 80) / code.size
        for (y in 0 until code.size * square) {
            for (x in 0 until code.size * square) {
                if (code.isDark(x / square, y / square)) bytes[(y + 40) * stride + x + 300] = dark.toByte()
            }
        }
        return readFrame(ByteBuffer.wrap(bytes), WIDTH, HEIGHT, stride)
    }

    private companion object {
        const val WIDTH = 1280
        const val HEIGHT = 720
    }
}
