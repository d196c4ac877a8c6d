package care.kith.screens.pictures

import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.asSkiaBitmap
import androidx.compose.ui.graphics.toPixelMap
import org.jetbrains.skia.Bitmap
import org.jetbrains.skia.EncodedImageFormat
import org.jetbrains.skia.Image
import org.jetbrains.skia.ImageInfo
import java.io.File
import kotlin.math.abs

/** A pixel differs if one of its colours does by more than this, of 255. */
private const val COLOUR_TOLERANCE = 32

/** A picture differs if more than this share of its pixels does: 1 in 2,000. */
private const val PIXEL_TOLERANCE = 0.0005

/**
 * Compares pictures with those that were committed. `-Dpictures=record` writes them anew; `-Dpictures=show`
 * only draws them to `target/pictures`.
 */
object Goldens {
    private val golden = File("src/test/goldens")
    private val drawn = File("target/pictures")
    private val differences = File("target/differences")
    private val mode = System.getProperty("pictures", "compare")

    /** Writes what was drawn, and throws if it is not the golden picture. */
    fun check(name: String, picture: ImageBitmap) {
        val png = png(Image.makeFromBitmap(picture.asSkiaBitmap()))
        write(drawn.resolve("$name.png"), png)
        val file = golden.resolve("$name.png")
        when (mode) {
            "record" -> if (!file.exists() || !same(file, picture)) write(file, small(picture))
            "compare" -> compare(name, file, picture)
        }
    }

    /** Names of committed pictures that nothing draws any more. */
    fun orphans(names: Set<String>): List<String> =
        golden
            .list()
            .orEmpty()
            .map { it.removeSuffix(".png") }
            .filterNot(names::contains)

    private fun same(file: File, picture: ImageBitmap): Boolean = runCatching { compare("", file, picture) }.isSuccess

    private fun compare(name: String, file: File, picture: ImageBitmap) {
        check(file.exists()) { "no golden picture $name; look at target/pictures/$name.png, then record" }
        val expected = Bitmap.makeFromImage(Image.makeFromEncoded(file.readBytes()))
        check(expected.width == picture.width && expected.height == picture.height) {
            "$name is ${picture.width} × ${picture.height}, not ${expected.width} × ${expected.height}"
        }
        val pixels = picture.toPixelMap()
        val different = ArrayList<Int>()
        for (y in 0 until picture.height) {
            for (x in 0 until picture.width) {
                val (r, g, b) = pixels[x, y].let { Triple(it.red, it.green, it.blue) }
                val want = expected.getColor(x, y)
                val apart = maxOf(
                    abs((want shr 16 and 255) - r * 255),
                    abs((want shr 8 and 255) - g * 255),
                    abs((want and 255) - b * 255),
                )
                if (apart > COLOUR_TOLERANCE) different += y * picture.width + x
            }
        }
        if (different.size <= PIXEL_TOLERANCE * picture.width * picture.height) return
        if (name.isNotEmpty()) write(differences.resolve("$name.png"), png(marked(expected, different)))
        error("$name differs in ${different.size} pixels; see target/differences/$name.png, where they are red")
    }

    private fun marked(expected: Bitmap, different: List<Int>): Image {
        val bytes = checkNotNull(expected.readPixels(ImageInfo.makeN32Premul(expected.width, expected.height)))
        for (i in bytes.indices) if (i % 4 != 3) bytes[i] = (128 + (bytes[i].toInt() and 255) / 2).toByte()
        different.forEach { pixel ->
            // Blue, green, red, alpha.
            bytes[pixel * 4] = 0
            bytes[pixel * 4 + 1] = 0
            bytes[pixel * 4 + 2] = -1
        }
        return Image.makeRaster(ImageInfo.makeN32Premul(expected.width, expected.height), bytes, expected.width * 4)
    }

    private fun png(image: Image): ByteArray = checkNotNull(image.encodeToData(EncodedImageFormat.PNG)).bytes

    private fun write(file: File, bytes: ByteArray) {
        file.parentFile.mkdirs()
        file.writeBytes(bytes)
    }
}
