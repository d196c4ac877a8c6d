package care.kith.android.outside

import android.content.ContentResolver
import android.graphics.Bitmap
import android.graphics.ImageDecoder
import android.net.Uri
import care.kith.screens.qr.QrCode
import java.io.IOException

private const val LARGEST_SIDE = 1600

/** What the QR code in a picture says; `null` if there is none that can be read. Not for the main thread. */
internal fun readCode(resolver: ContentResolver, picture: Uri): String? = try {
    val bitmap = ImageDecoder.decodeBitmap(ImageDecoder.createSource(resolver, picture)) { decoder, info, _ ->
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
