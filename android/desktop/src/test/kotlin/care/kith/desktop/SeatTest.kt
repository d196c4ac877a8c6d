package care.kith.desktop

import androidx.compose.ui.unit.DpSize
import androidx.compose.ui.unit.dp
import androidx.compose.ui.window.WindowPosition
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import java.awt.Rectangle

/** Where windows stand. */
class SeatTest {
    @Test
    fun `three people sit side by side, and a fourth where the first does`() {
        val screen = Rectangle(0, 30, 1920, 1050)
        val seats = List(4) { Seat.column(it, screen) }
        assertEquals(listOf(0.dp, 640.dp, 1280.dp, 0.dp), seats.map { (it.position as WindowPosition.Absolute).x })
        assertEquals(setOf(DpSize(640.dp, 1050.dp)), seats.map { it.size }.toSet())
    }
}
