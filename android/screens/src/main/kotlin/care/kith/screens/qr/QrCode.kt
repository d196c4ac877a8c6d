package care.kith.screens.qr

import com.google.zxing.BarcodeFormat
import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.EncodeHintType
import com.google.zxing.LuminanceSource
import com.google.zxing.PlanarYUVLuminanceSource
import com.google.zxing.RGBLuminanceSource
import com.google.zxing.ReaderException
import com.google.zxing.common.HybridBinarizer
import com.google.zxing.qrcode.QRCodeReader
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel
import com.google.zxing.qrcode.encoder.Encoder

/**
 * The squares of a QR code.
 *
 * @property size how many there are on each side, without the quiet zone.
 */
public class QrCode private constructor(public val size: Int, private val dark: BooleanArray) {
    /** Whether the square in column [x] and row [y] is dark. */
    public fun isDark(x: Int, y: Int): Boolean = dark[y * size + x]

    public companion object {
        /** The code of [text]: a link of up to about 2,000 letters. Throws [IllegalArgumentException] for more. */
        public fun of(text: String): QrCode {
            val hints = mapOf(EncodeHintType.CHARACTER_SET to Charsets.UTF_8.name())
            val matrix = runCatching { Encoder.encode(text, ErrorCorrectionLevel.M, hints).matrix }
                .getOrElse { throw IllegalArgumentException("too long for a QR code") }
            return QrCode(
                matrix.width,
                BooleanArray(matrix.width * matrix.height) {
                    matrix.get(it % matrix.width, it / matrix.width).toInt() == 1
                },
            )
        }

        /**
         * What the code in a picture says; `null` if there is none that can be read. [pixels] are
         * [width] × [height], `0xAARRGGBB`, row by row.
         */
        public fun read(pixels: IntArray, width: Int, height: Int): String? =
            read(RGBLuminanceSource(width, height, pixels))

        /**
         * What the code in a camera's frame says; `null` if there is none that can be read. [light] is how bright
         * each of [width] × [height] points is, row by row; a row begins [stride] bytes after the one before it.
         */
        public fun read(light: ByteArray, width: Int, height: Int, stride: Int): String? {
            // The last row may end where its points do.
            val rows = if (light.size >= stride * height) light else light.copyOf(stride * height)
            return read(PlanarYUVLuminanceSource(rows, stride, height, 0, 0, width, height, false))
        }

        private fun read(source: LuminanceSource): String? {
            val bitmap = BinaryBitmap(HybridBinarizer(source))
            val hints = mapOf(DecodeHintType.TRY_HARDER to true)
            return try {
                QRCodeReader()
                    .decode(
                        bitmap,
                        hints + (DecodeHintType.POSSIBLE_FORMATS to listOf(BarcodeFormat.QR_CODE)),
                    ).text
            } catch (
                @Suppress("SwallowedException") none: ReaderException,
            ) {
                null
            }
        }
    }
}
