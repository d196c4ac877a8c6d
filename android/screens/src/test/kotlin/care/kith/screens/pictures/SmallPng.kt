package care.kith.screens.pictures

import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.toArgb
import androidx.compose.ui.graphics.toPixelMap
import java.awt.image.BufferedImage
import java.awt.image.IndexColorModel
import java.io.ByteArrayOutputStream
import javax.imageio.IIOImage
import javax.imageio.ImageIO
import javax.imageio.ImageWriteParam
import kotlin.math.abs
import kotlin.math.roundToInt

private const val PALETTE = 256
private const val EXACT = 40
private const val STEP = 25.5

/**
 * A PNG with a palette, a third of the size: the 40 most frequent colours as they are, the edges of letters in
 * 11 steps a colour, which the comparison's tolerance covers.
 */
fun small(picture: ImageBitmap): ByteArray {
    val map = picture.toPixelMap()
    val pixels = IntArray(map.width * map.height) { map[it % map.width, it / map.width].toArgb() and 0xFFFFFF }
    val exact = frequent(pixels.toList(), EXACT).toSet()
    val rough = pixels.map { if (it in exact) it else coarse(it) }
    val palette = frequent(rough, PALETTE)
    val index = HashMap<Int, Int>()
    palette.forEachIndexed { i, colour -> index[colour] = i }
    val model =
        IndexColorModel(8, palette.size, palette.toIntArray(), 0, false, -1, java.awt.image.DataBuffer.TYPE_BYTE)
    val image = BufferedImage(map.width, map.height, BufferedImage.TYPE_BYTE_INDEXED, model)
    rough.forEachIndexed { i, colour ->
        val entry = index.getOrPut(colour) { palette.indices.minBy { apart(palette[it], colour) } }
        image.raster.setSample(i % map.width, i / map.width, 0, entry)
    }
    return compressed(image)
}

private fun compressed(image: BufferedImage): ByteArray {
    val writer = ImageIO.getImageWritersByFormatName("png").next()
    val how = writer.defaultWriteParam.apply {
        compressionMode = ImageWriteParam.MODE_EXPLICIT
        compressionQuality = 0f
    }
    val bytes = ByteArrayOutputStream()
    ImageIO.createImageOutputStream(bytes).use { out ->
        writer.output = out
        writer.write(null, IIOImage(image, null, null), how)
    }
    writer.dispose()
    return bytes.toByteArray()
}

private fun frequent(colours: List<Int>, count: Int): List<Int> =
    colours
        .groupingBy { it }
        .eachCount()
        .entries
        .sortedByDescending { it.value }
        .take(count)
        .map { it.key }

private fun coarse(colour: Int): Int = listOf(16, 8, 0).fold(0) { sum, shift ->
    sum or (((colour shr shift and 255) / STEP).roundToInt() * STEP).roundToInt().shl(shift)
}

private fun apart(a: Int, b: Int): Int =
    listOf(16, 8, 0).sumOf { shift -> abs((a shr shift and 255) - (b shr shift and 255)) }
