package care.kith.desktop

import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.platform.LocalWindowInfo
import java.time.LocalDate
import java.time.ZoneId
import java.time.chrono.IsoChronology
import java.time.format.DateTimeFormatterBuilder
import java.time.format.FormatStyle
import java.util.Locale
import java.util.TimeZone

private const val ZONE = "user.timezone"

/** What was set for this program alone: that holds. */
private val givenZone: String? = System.getProperty(ZONE).orEmpty().ifEmpty { null }

/**
 * What the computer's settings say of time.
 *
 * @property hours24 whether its day has 24 hours; `null`: as the language has it.
 * @property day today: at midnight "today" becomes "yesterday".
 */
internal data class DeskTime(val zone: ZoneId, val hours24: Boolean?, val day: LocalDate = LocalDate.now(zone)) {
    companion object {
        /** As they are now: Java reads the zone once, unless it is told to forget it. */
        fun now(): DeskTime {
            if (givenZone == null) {
                System.clearProperty(ZONE)
                TimeZone.setDefault(null)
            }
            return DeskTime(ZoneId.systemDefault(), hours24(Locale.getDefault(Locale.Category.FORMAT)))
        }

        /** How the hours are written where the computer is at home. */
        fun hours24(place: Locale): Boolean {
            val pattern = DateTimeFormatterBuilder
                .getLocalizedDateTimePattern(null, FormatStyle.SHORT, IsoChronology.INSTANCE, place)
            return pattern.none { it in "ahKB" }
        }
    }
}

/** The computer's time, read anew whenever someone comes to the window. */
@Composable
internal fun deskTime(): DeskTime {
    var time by remember { mutableStateOf(DeskTime.now()) }
    val isLookedAt = LocalWindowInfo.current.isWindowFocused
    LaunchedEffect(isLookedAt) { time = DeskTime.now() }
    return time
}
