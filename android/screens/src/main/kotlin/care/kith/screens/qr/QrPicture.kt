package care.kith.screens.qr

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.padding
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.role
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp

/** A code to be scanned: black on white in the dark too, since cameras want it so. */
@Composable
internal fun QrPicture(code: QrCode, spoken: String, modifier: Modifier = Modifier) {
    Canvas(
        modifier.aspectRatio(1f).background(Color.White).padding(16.dp).semantics {
            contentDescription = spoken
            role = Role.Image
        },
    ) {
        // Whole pixels: no hair lines between the squares.
        val square = (size.minDimension / code.size).toInt().coerceAtLeast(1).toFloat()
        val margin = (size.minDimension - square * code.size) / 2
        for (y in 0 until code.size) {
            for (x in 0 until code.size) {
                if (code.isDark(x, y)) {
                    drawRect(Color.Black, Offset(margin + x * square, margin + y * square), Size(square, square))
                }
            }
        }
    }
}
