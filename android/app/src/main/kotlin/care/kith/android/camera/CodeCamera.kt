package care.kith.android.camera

import android.Manifest
import android.annotation.SuppressLint
import android.content.Context
import android.content.pm.PackageManager
import android.graphics.ImageFormat
import android.graphics.Matrix
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CaptureRequest
import android.hardware.camera2.params.OutputConfiguration
import android.hardware.camera2.params.SessionConfiguration
import android.media.ImageReader
import android.os.Handler
import android.os.HandlerThread
import android.util.Size
import android.view.Surface
import android.view.TextureView
import care.kith.android.systemService
import care.kith.screens.qr.QrCode
import java.nio.ByteBuffer

/** Large enough for a code of 300 letters, small enough to be read ten times a second. */
private const val WANTED_WIDTH = 1280

/** What the code in a frame says; [light] is its plane of brightness. `null` if there is none that can be read. */
internal fun readFrame(light: ByteBuffer, width: Int, height: Int, stride: Int): String? {
    val bytes = ByteArray(light.remaining()).also(light::get)
    return QrCode.read(bytes, width, height, stride)
}

/**
 * Shows what the camera sees and reads the codes in it. No frame is kept, none leaves this class.
 *
 * @param onCode is told what a code says, once for each that is another; on the main thread.
 */
internal class CodeCamera(private val context: Context, private val onCode: (String) -> Unit) {
    private val cameras = context.systemService<CameraManager>()
    private var opened: Opened? = null

    @Volatile
    private var last: String? = null

    @Volatile
    private var isOn = false

    /** Looks, and shows what it sees in [view], until [stop]. */
    fun start(view: TextureView) {
        isOn = true
        if (view.isAvailable) open(view)
        view.surfaceTextureListener = object : TextureView.SurfaceTextureListener {
            override fun onSurfaceTextureAvailable(surface: SurfaceTexture, width: Int, height: Int) = open(view)

            override fun onSurfaceTextureSizeChanged(surface: SurfaceTexture, width: Int, height: Int) = Unit

            override fun onSurfaceTextureDestroyed(surface: SurfaceTexture): Boolean = true.also { close() }

            override fun onSurfaceTextureUpdated(surface: SurfaceTexture) = Unit
        }
    }

    /** Lets go of the camera. */
    fun stop() {
        isOn = false
        close()
    }

    @SuppressLint("MissingPermission")
    private fun open(view: TextureView) {
        val id = cameraId(context) ?: return
        val allowed = context.checkSelfPermission(Manifest.permission.CAMERA) == PackageManager.PERMISSION_GRANTED
        if (!isOn || opened != null || !allowed) return
        val next = Opened(view, size(cameras.getCameraCharacteristics(id)))
        opened = next
        // Another app may have it. A picture of the code, or its link, will do.
        trying { cameras.openCamera(id, context.mainExecutor, next) }
    }

    /** A camera that opens or is open. All of it happens on the main thread but for [look]. */
    private inner class Opened(private val view: TextureView, private val size: Size) : CameraDevice.StateCallback() {
        private val thread = HandlerThread("camera").also { it.start() }
        private val frames = ImageReader.newInstance(size.width, size.height, ImageFormat.YUV_420_888, 2)
        private var device: CameraDevice? = null

        override fun onOpened(camera: CameraDevice) {
            val texture = view.surfaceTexture
            // It was let go of before it was open.
            if (opened !== this || texture == null) return camera.close()
            device = camera
            texture.setDefaultBufferSize(size.width, size.height)
            fill(view, size)
            frames.setOnImageAvailableListener(::look, Handler(thread.looper))
            show(camera, listOf(Surface(texture), frames.surface))
        }

        override fun onDisconnected(camera: CameraDevice) = camera.close()

        override fun onError(camera: CameraDevice, error: Int) = camera.close()

        fun close() {
            device?.close()
            frames.close()
            thread.quitSafely()
        }
    }

    private fun show(camera: CameraDevice, surfaces: List<Surface>) = trying {
        val callback = object : CameraCaptureSession.StateCallback() {
            override fun onConfigured(session: CameraCaptureSession) = trying {
                val request = camera.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW)
                surfaces.forEach(request::addTarget)
                request.set(CaptureRequest.CONTROL_AF_MODE, CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE)
                session.setRepeatingRequest(request.build(), null, null)
            }

            override fun onConfigureFailed(session: CameraCaptureSession) = camera.close()
        }
        val outputs = surfaces.map(::OutputConfiguration)
        camera.createCaptureSession(
            SessionConfiguration(SessionConfiguration.SESSION_REGULAR, outputs, context.mainExecutor, callback),
        )
    }

    /** A camera can go at any moment: the person took it back, another app took it, it was closed. */
    private fun trying(work: () -> Unit) {
        try {
            work()
        } catch (
            @Suppress("SwallowedException") gone: CameraAccessException,
        ) {
            close()
        } catch (
            @Suppress("SwallowedException") closed: IllegalStateException,
        ) {
            close()
        }
    }

    private fun look(reader: ImageReader) {
        val text = reader.acquireLatestImage()?.use { image ->
            val light = image.planes[0]
            readFrame(light.buffer, image.width, image.height, light.rowStride)
        }
        if (text == null || text == last) return
        last = text
        context.mainExecutor.execute { if (isOn) onCode(text) }
    }

    private fun close() {
        opened?.close()
        opened = null
        last = null
    }

    private fun size(camera: CameraCharacteristics): Size {
        val sizes = camera
            .get(CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP)
            ?.getOutputSizes(ImageFormat.YUV_420_888)
            .orEmpty()
        return sizes.minByOrNull { kotlin.math.abs(it.width - WANTED_WIDTH) } ?: Size(WANTED_WIDTH, 720)
    }

    /** A frame stands upright in the view and fills it, instead of being stretched to it. */
    private fun fill(view: TextureView, size: Size) {
        val turns = view.display?.rotation ?: Surface.ROTATION_0
        val sideways = turns == Surface.ROTATION_90 || turns == Surface.ROTATION_270
        // The sensor's long side is the device's.
        val (width, height) = if (sideways) size.width to size.height else size.height to size.width
        val scale = maxOf(view.width / width.toFloat(), view.height / height.toFloat())
        val matrix = Matrix()
        val (x, y) = view.width / 2f to view.height / 2f
        matrix.setScale(width * scale / view.width, height * scale / view.height, x, y)
        if (turns != Surface.ROTATION_0) matrix.postRotate(-90f * turns, x, y)
        view.setTransform(matrix)
    }
}
