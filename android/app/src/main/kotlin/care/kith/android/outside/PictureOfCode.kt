package care.kith.android.outside

import android.content.ContentResolver
import android.graphics.Bitmap
import android.graphics.ImageDecoder
import android.net.Uri
import care.kith.screens.qr.QrCode
import java.io.ByteArrayOutputStream
import java.io.FileNotFoundException
import java.io.IOException
import java.io.InputStream
import java.nio.ByteBuffer

private const val LARGEST_SIDE = 1600

/** What is larger is cut off, and so no picture. */
private const val LARGEST_FILE = 32 * 1024 * 1024

/** What the QR code in a picture says; `null` if there is none that can be read. Not for the main thread. */
internal fun readCode(resolver: ContentResolver, picture: Uri): String? = try {
    val bytes = resolver.openInputStream(picture)?.use(::bounded) ?: throw FileNotFoundException()
    val bitmap = ImageDecoder.decodeBitmap(ImageDecoder.createSource(ByteBuffer.wrap(bytes))) { decoder, info, _ ->
        decoder.allocator = ImageDecoder.ALLOCATOR_SOFTWARE
        val larger = maxOf(info.size.width, info.size.height)
        decoder.setTargetSampleSize((larger / LARGEST_SIDE).coerceAtLeast(1))
    }
    read(bitmap)
} catch (
    @Suppress("SwallowedException") error: IOException,
) {
    null
} catch (
    @Suppress("SwallowedException") notOurs: SecurityException,
) {
    // Another app named a picture that it does not let us see.
    null
}

private fun read(bitmap: Bitmap): String? {
    val pixels = IntArray(bitmap.width * bitmap.height)
    bitmap.getPixels(pixels, 0, bitmap.width, 0, 0, bitmap.width, bitmap.height)
    return QrCode.read(pixels, bitmap.width, bitmap.height)
}

/** `readNBytes` came with Android 13. */
private fun bounded(stream: InputStream): ByteArray {
    val read = ByteArrayOutputStream()
    val part = ByteArray(64 * 1024)
    while (read.size() < LARGEST_FILE) {
        val count = stream.read(part)
        if (count < 0) break
        read.write(part, 0, count)
    }
    return read.toByteArray()
}
