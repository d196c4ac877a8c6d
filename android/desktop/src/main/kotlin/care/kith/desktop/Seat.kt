package care.kith.desktop

import androidx.compose.ui.unit.DpSize
import androidx.compose.ui.unit.dp
import androidx.compose.ui.window.WindowPosition
import java.awt.GraphicsEnvironment
import java.awt.Rectangle

/** Where a window stands. */
internal class Seat(val position: WindowPosition, val size: DpSize) {
    companion object {
        private const val COLUMNS = 3

        /**
         * Where the person likes it; in a demo, whose people sit side by side, one column of the screen: the
         * environment's `KITH_SEAT` says which, from 0.
         */
        fun here(): Seat {
            val number = System.getenv("KITH_SEAT")?.toIntOrNull()
            val screen = GraphicsEnvironment.getLocalGraphicsEnvironment().maximumWindowBounds
            return if (number == null) free() else column(number, screen)
        }

        private fun free() = Seat(WindowPosition.PlatformDefault, DpSize(1100.dp, 760.dp))

        internal fun column(number: Int, screen: Rectangle): Seat {
            val width = screen.width / COLUMNS
            val left = screen.x + number.mod(COLUMNS) * width
            return Seat(WindowPosition(left.dp, screen.y.dp), DpSize(width.dp, screen.height.dp))
        }
    }
}
